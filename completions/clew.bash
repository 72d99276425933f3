# bash completion of clew, made by `clew help --make bash`
_clew() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} options words= at=2
  case $prev in
    --format) COMPREPLY=($(compgen -W 'table json jsonl csv tsv list markdown html dot graphml stix misp' -- "$cur")); return ;;
    --output|-o) compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --limit) return ;;
    --timeout) return ;;
    --now) return ;;
    --schema) compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --color) COMPREPLY=($(compgen -W 'auto always never' -- "$cur")); return ;;
    --progress) COMPREPLY=($(compgen -W 'auto never' -- "$cur")); return ;;
    --set) return ;;
    --as) COMPREPLY=($(compgen -W 'facts cof whoisxml whoisxml-reverse-ip whoisxml-reverse-ns whoisxml-reverse-mx rdap securitytrails virustotal otx passivetotal validin circl-geolookup shodan censys urlscan crtsh certstream threatfox urlhaus malwarebazaar feodotracker abusech-csv dnsx massdns resolver-text subfinder amass amass-text subdomain-text httpx dnstwist dnstwist-csv whoisxml-nrd circl-passivessl doh misp misp-csv stix whois dig zone asn-table cymru geo-places mmdb json-list list csv text' -- "$cur")); return ;;
    --source) return ;;
    --subject) return ;;
    --fetched) return ;;
    --list) return ;;
    --columns) compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --rejects) compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur")); return ;;
    --noise) return ;;
    --make) COMPREPLY=($(compgen -W 'man bash zsh fish' -- "$cur")); return ;;
  esac
  case ${COMP_WORDS[1]} in
    run) options='--set --no-pager --write --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    ingest) options='--as --source --subject --fetched --list --columns --rejects --strict --dry-run --no-raw --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    export) options='--set --no-pager --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    explain) options='--format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    profile) options='--set --no-pager --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    info) options='--format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    check) options='--refresh-lists --noise --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    compact) options='--format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    sql) options='--format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    source) options='--format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' words='list show retract' at=3 ;;
    schema) options='--format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' words='host hosts domain domains ip ips net nets asn asns service services url urls file files cert certs email emails registrar registrars person persons org orgs country countries phone phones tracker trackers favicon favicons body bodies headers headers jarm jarms key keys banner banners threat threats report reports tag tags list lists txt txts' ;;
    formats) options='--format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    help) options='--make --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' words='run ingest export explain profile info check compact sql source schema formats help fmt lsp tour files sources steps lookalikes walks clusters ties graphs time known changes modifiers noise ready filters patterns tables bursts timeline pivots back evidence writing links alerts scripts layout saved schedules words index model types later' ;;
    fmt) options='--check --defang --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    lsp) options='--format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
    *) options='--set --no-pager --format --output -o --limit --timeout --now --require-known --no-budget --schema --quiet -q --color --progress --version --help -h' ;;
  esac
  if [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$options" -- "$cur")); return; fi
  if [[ -n $words && $COMP_CWORD -ge $at ]]; then COMPREPLY=($(compgen -W "$words" -- "$cur")); return; fi
  compopt -o filenames
  COMPREPLY=($(compgen -f -- "$cur"))
  if [[ $COMP_CWORD -eq 1 ]]; then COMPREPLY+=($(compgen -W 'run ingest export explain profile info check compact sql source schema formats help fmt lsp' -- "$cur")); fi
}
complete -F _clew clew
