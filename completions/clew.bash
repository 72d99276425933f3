# bash completion of clew, made by `clew help --make bash`
_clew() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} options
  case $prev in
    --format) COMPREPLY=($(compgen -W 'table json jsonl csv tsv list markdown' -- "$cur")); return ;;
    --output|-o) compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --limit) return ;;
    --timeout) return ;;
    --now) return ;;
    --schema) compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    --progress) COMPREPLY=($(compgen -W 'auto never' -- "$cur")); return ;;
    --set) return ;;
    --as) return ;;
    --source) return ;;
    --subject) return ;;
    --fetched) return ;;
    --list) return ;;
    --rejects) compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --make) COMPREPLY=($(compgen -W 'man bash zsh fish' -- "$cur")); return ;;
  esac
  case ${COMP_WORDS[1]} in
    run) options='--set --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    ingest) options='--as --source --subject --fetched --list --rejects --strict --dry-run --no-raw --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    export) options='--set --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    explain) options='--format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    profile) options='--set --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    info) options='--format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    check) options='--refresh-lists --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    schema) options='--format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    formats) options='--format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    help) options='--make --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    fmt) options='--check --defang --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    lsp) options='--format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    *) options='--set --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$cur")); return; fi
  compopt -o filenames
  COMPREPLY=($(compgen -f -- "$cur"))
  if [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY+=($(compgen -W 'run ingest export explain profile info check schema formats help fmt lsp' -- "$cur")); fi
}
complete -F _clew clew
