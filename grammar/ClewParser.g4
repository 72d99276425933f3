// The sentences of Clew. One statement at a time: src/syntax/token_stream.cpp joins continued lines and splits a script,
// so that a mistake in one statement hides nothing in the next. Every alternative has a label, which names the function
// in src/syntax/ast_builder_*.cpp that makes its tree.
parser grammar ClewParser;

options { tokenVocab = ClewLexer; }

wholeStatement : statement EOF ;
wholeStage     : stage EOF ;

// ---- statements
statement
    : QUERY ident ( VERSION NUMBER )? ( EDITION NUMBER )? STRING?             # HeaderStatement
    | PARAM SETREF COLON ident STRING? ( EQ set )?                            # SetParamStatement
    | PARAM VAR COLON ident STRING? ( EQ value )?                             # ScalarParamStatement
    | EVERY DURATION                                                          # EveryStatement
    | INCLUDE STRING                                                          # IncludeStatement
    | LET SETREF EQ query                                                     # LetSetStatement
    | LET VAR EQ expr                                                         # LetScalarStatement
    | LET TRAIT ident EQ trait ( COMMA trait )*                               # LetTraitStatement
    | ( ADD | RETRACT ) nodeRef ARROW ident nodeRef linkMod* ( BECAUSE STRING )?  # LinkStatement
    | query                                                                   # QueryStatement
    ;
nodeRef : typeWord? literal                                                   # LiteralNode
        | ident                                                               # WordNode
        ;

// ---- queries and sets
query   : ( clock COMMA )* set ( BAR stage )* ;
clock   : AS KNOWN AT time                                                    # KnownClock
        | AS OF time                                                          # HeldClock
        ;
set     : chain ( ( PLUS | MINUS ) chain )* ;
chain   : source step* ( WHERE expr )? ;
source  : primary                                                             # PrimarySource
        | ( PATH | PATHS ) FROM primary TO primary ( WITHIN NUMBER ( HOPS | HOP ) )? linkMod* ( BY ident )?  # PathSource
        ;

// A core stands wherever a set can; a whole type only where no text may follow it (`expect ... "text"`).
primary : core                                                                # CorePrimary
        | OTHER? typeWord typeValue?                                          # TypePrimary
        ;
operand : core                                                                # CoreOperand
        | typeWord typeValue                                                  # TypeOperand
        ;
core    : literal                                                             # LiteralCore
        | VAR                                                                 # VarCore
        | SETREF arguments?                                                   # SetCore
        | READ STRING                                                         # ReadCore
        | LPAREN primary ( COMMA primary )+ RPAREN                            # ListCore
        | LPAREN query RPAREN                                                 # SubqueryCore
        ;
typeValue : literal                                                           # TypeLiteral
          | VAR                                                               # TypeVar
          ;
arguments : LPAREN ( argument ( COMMA argument )* )? RPAREN ;
argument  : VAR EQ value                                                      # ScalarArgument
          | SETREF EQ set                                                     # SetArgument
          ;

// ---- steps
step    : ( ARROW | BACK_ARROW ) ident ( COMMA ident )* linkMod*              # ArrowStep
        | OTHER? SHARING traits WITH ( EACH OTHER | primary ) linkMod*        # SharingStep
        | RESEMBLING primary edits?                                           # ResemblingStep
        | MATCHING pattern                                                    # MatchingStep
        | EXPAND ( NUMBER ( HOPS | HOP ) | FULLY ) linkMod*                   # ExpandStep
        | NOT? IN primary                                                     # InStep
        ;
edits   : WITHIN NUMBER ( EDITS | EDIT ) ;
traits  : AT LEAST NUMBER OF near ( COMMA near )*                             # AtLeastTraits
        | near ( COMMA near )+                                                # AnyTraits
        | near ( AND near )*                                                  # AllTraits
        ;
trait   : ident ( OF ident )* ;
near    : EVERY? trait nearness? ;
nearness: WITHIN DURATION                                                     # DurationNearness
        | WITHIN PREFIX ( COMMA PREFIX )*                                     # PrefixNearness
        | edits                                                               # EditNearness
        ;

// ---- link modifiers; where commas already separate keys or columns, a modifier names one thing
linkMod : mod                                                                 # PlainLinkMod
        | VIA ident ( COMMA ident )*                                          # ViaLinkMod
        | EXCLUDING exclusion ( COMMA exclusion )*                            # ExcludingLinkMod
        | SEEN BY ONLY? sourceWord ( COMMA sourceWord )*                      # SeenByLinkMod
        ;
keyMod  : mod                                                                 # PlainKeyMod
        | VIA ident                                                           # ViaKeyMod
        | EXCLUDING exclusion                                                 # ExcludingKeyMod
        | SEEN BY ONLY? sourceWord                                            # SeenByKeyMod
        ;
mod     : timeTest                                                            # TimeMod
        | OVERLAPPING ( WITHIN DURATION )?                                    # OverlappingMod
        | SEEN BY AT LEAST NUMBER SOURCES                                     # SourcesMod
        | SEEN AT LEAST NUMBER TIMES                                          # TimesMod
        | AT MOST NUMBER EACH                                                 # MostMod
        | CONFIDENCE GE NUMBER                                                # ConfidenceMod
        ;
exclusion : HUBS ( OVER NUMBER ( typeWord ( COMMA NUMBER typeWord )* )? )?    # HubsExclusion
          | operand                                                           # SetExclusion
          ;
timeTest: ( DURING | SINCE | BEFORE | AFTER | AT ) time                       # OneTimeTest
        | BETWEEN time AND time                                               # BetweenTimeTest
        ;
time    : ( DATE | DATETIME | NUMBER )                                        # DateTime
        | DURATION                                                            # AgoTime
        | VAR                                                                 # VarTime
        | NOW                                                                 # NowTime
        | TODAY                                                               # TodayTime
        | YESTERDAY                                                           # YesterdayTime
        | LAST RUN_WORD                                                       # LastRunTime
        ;

// ---- conditions
expr    : andExpr ( OR andExpr )* ;
andExpr : notExpr ( AND notExpr )* ;
notExpr : NOT notExpr                                                         # NegatedExpr
        | test                                                                # TestExpr
        ;
test    : HAS NO? trait hasTail? linkMod*                                     # HasTest
        | EVER trait tail                                                     # EverTest
        | EVERY trait tail linkMod*                                           # EveryTest
        | sum tail?                                                           # SumTest
        ;
hasTail : IS value                                                            # HasIs
        | IN members                                                          # HasIn
        | MATCHING pattern                                                    # HasMatching
        | TILDE regex                                                         # HasRegex
        ;
tail    : ( EQ | NE | LT | LE | GT | GE ) sum                                 # CompareTail
        | IS NOT? value                                                       # IsTail
        | IS NOT? ( REDACTED | MISSING | KNOWN )                              # StateTail
        | NOT? IN members                                                     # InTail
        | NOT? MATCHING pattern                                               # MatchingTail
        | NOT? RESEMBLING operand edits?                                      # ResemblingTail
        | TILDE regex                                                         # RegexTail
        | CHANGED? timeTest                                                   # TimeTail
        ;
members : member                                                              # OneMember
        | LPAREN listed ( COMMA listed )* RPAREN                              # ManyMembers
        ;
member  : literal                                                             # LiteralMember
        | SUFFIX                                                              # SuffixMember
        | SETREF                                                              # SetMember
        | VAR                                                                 # VarMember
        ;
listed  : value                                                               # ListedValue
        | SETREF                                                              # ListedSet
        ;
pattern : ( GLOB | STRING | NAME | EMAIL | URL | IP | SUFFIX )                # TextPattern
        | SETREF                                                              # SetPattern
        | VAR                                                                 # VarPattern
        ;
regex   : STRING                                                              # TextRegex
        | VAR                                                                 # VarRegex
        ;

sum     : product ( ( ADD_SIGN | SUB_SIGN ) product )* ;
product : unit ( ( MUL_SIGN | DIV_SIGN ) unit )* ;
unit    : LPAREN expr RPAREN                                                  # ParenUnit
        | call                                                                # CallUnit
        | trait                                                               # TraitUnit
        | ( VAR | NUMBER | PERCENT | DURATION | DATE | DATETIME )             # ScalarUnit
        | literal                                                             # LiteralUnit
        ;
call    : ident LPAREN ( sum ( linkMod* ( WHERE expr )? | ( COMMA scalar )+ ) )? RPAREN ;
scalar  : NUMBER | VAR | STRING ;

// ---- stages
stage   : step+ ( WHERE expr )?                                               # StepsStage
        | WHERE expr                                                          # WhereStage
        | COUNT ( BY keys )?                                                  # CountStage
        | TOP NUMBER ( BY sortKey | keys )                                    # TopStage
        | TAKE NUMBER                                                         # TakeStage
        | SORT BY sortKey ( COMMA sortKey )*                                  # SortStage
        | SHOW columns                                                        # ShowStage
        | PER keys SHOW columns                                               # PerStage
        | BURSTS OF near ( PER keys )?                                        # BurstsStage
        | CLUSTER BY traits linkMod*                                          # ClusterStage
        | RANK BY ident linkMod*                                              # RankStage
        | BRIDGES linkMod*                                                    # BridgesStage
        | CORES ( OF AT LEAST NUMBER )? linkMod*                              # CoresStage
        | COMMUNITIES linkMod*                                                # CommunitiesStage
        | BACK TO columnName                                                  # BackStage
        | TIMELINE ( OF keys )?                                               # TimelineStage
        | PIVOTS linkMod*                                                     # PivotsStage
        | SKIPPED                                                             # SkippedStage
        | WHY                                                                 # WhyStage
        | ( NEW | GONE | CHANGES ) SINCE time                                 # ChangesStage
        | ( TAG | UNTAG ) tagWord                                             # TagStage
        | NOTE STRING                                                         # NoteStage
        | SAVE AS SETREF                                                      # SaveStage
        | EXPECT expr STRING?                                                 # ExpectStage
        | ALERT ident STRING ( WHEN expr )?                                   # AlertStage
        | AS ident ( TO STRING )?                                             # OutputStage
        ;
keys    : key ( COMMA key )* ;
key     : ( call | trait | STRING ) keyMod* ;
columns : column ( COMMA column )* ;
column  : ( ident EQ )? sum keyMod* ;
sortKey : sum ( ASC | DESC )? ;

// ---- words and values
literal : NAME | IP | CIDR | SERVICE | EMAIL | URL | ASN | HASH | TAGGED | STRING ;
value   : literal                                                             # LiteralValue
        | ( GLOB | SUFFIX )                                                   # TextValue
        | ident                                                               # WordValue
        | ( VAR | NUMBER | PERCENT | DURATION | DATE | DATETIME )             # ScalarValue
        ;
typeWord   : WORD | TAG ;
sourceWord : ident | STRING | NAME ;
tagWord    : ident | STRING ;
columnName : ident | STRING ;
ident   : WORD | ADD | ALERT | ASC | BACK | BECAUSE | BRIDGES | BURSTS | CHANGES | CLUSTER | COMMUNITIES | CONFIDENCE
        | CORES | COUNT | DESC | EDIT | EDITION | EDITS | EVER | EXPECT | GONE | HOP | HOPS | HUBS | INCLUDE | LAST | LET | NEW | NOTE | OVER | PARAM
        | PATH | PATHS | PER | PIVOTS | QUERY | RANK | READ | RETRACT | RUN_WORD | SAVE | SHOW | SKIPPED | SORT | SOURCES
        | TAG | TAKE | TIMELINE | TIMES | TODAY | TOP | TRAIT | UNTAG | VERSION | WHEN | WHY | YESTERDAY
        ;
