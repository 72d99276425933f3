// The words of Clew. What a token means beyond its shape (is this address an address, is this run of digits a hash) is
// decided by src/syntax/classify.cpp, so that a mistake gets a message of its own.
//
// Longest match wins, and RUN matches everything that a value can be made of: a mistaken value (30days, 1.2.3.4.5) is one
// token, and the lexer never looks at a character more than a few times, whatever the input.
lexer grammar ClewLexer;

channels { COMMENTS }

// Keywords are lexed as WORD and told apart by their spelling, which is the token's name in lower case without _WORD (a
// rule for each would make the first query of a process half as slow again).
tokens {
    // reserved: these can be nothing else (grammar/README.md)
    AFTER, AND, AS, AT, BEFORE, BETWEEN, BY, CHANGED, DURING, EACH, EVERY, EXCLUDING, EXPAND, FROM, FULLY, HAS, IN,
    IS, KNOWN, LEAST, MATCHING, MINUS, MISSING, MOST, NO, NOT, NOW, OF, ONLY, OR, OTHER, OVERLAPPING, PLUS, REDACTED,
    RESEMBLING, SEEN, SHARING, SINCE, TO, VIA, WHERE, WITH, WITHIN,
    // soft: these mean something in one place and are free everywhere else
    ADD, ALERT, ASC, BACK, BECAUSE, BRIDGES, BURSTS, CHANGES, CLUSTER, COMMUNITIES, CONFIDENCE, CORES, COUNT, DESC, EDIT,
    EDITION, EDITS, EVER, EXPECT, GONE, HOP, HOPS, HUBS, INCLUDE, LAST, LET, NEW, NOTE, OVER, PARAM, PATH, PATHS, PER, PIVOTS, QUERY, RANK,
    READ, RETRACT, RUN_WORD, SAVE, SHOW, SKIPPED, SORT, SOURCES, TAG, TAKE, TIMELINE, TIMES, TODAY, TOP, TRAIT, UNTAG,
    VERSION, WHEN, WHY, YESTERDAY,
    // made by the classifier out of other tokens
    GLOB, HASH, MISTAKE
}

// ---- signs
ARROW      : '->' ;
BACK_ARROW : '<-' ;
BAR        : '|' ;
SEMICOLON  : ';' ;
COMMA      : ',' ;
COLON      : ':' ;
LPAREN     : '(' ;
RPAREN     : ')' ;
EQ         : '=' ;
NE         : '!=' ;
LE         : '<=' ;
LT         : '<' ;
GE         : '>=' ;
GT         : '>' ;
TILDE      : '~' ;
ADD_SIGN   : '+' ;
SUB_SIGN   : '-' ;
MUL_SIGN   : '*' ;
DIV_SIGN   : '/' ;
FOREIGN_SIGN : '==' | '=~' | '!~' | '<>' | '&&' | '||' | '=>' | '!' ;   // other languages' signs, for their message

// ---- values
fragment DOT_  : '.' | '[.]' | '(.)' | '{.}' | '[.' | '.]' | OPEN_ [dD] [oO] [tT] CLOSE_ ;
fragment AT_   : '@' | '[@]' | '(@)' | '{@}' | OPEN_ [aA] [tT] CLOSE_ ;
fragment OPEN_ : [[({] ;
fragment CLOSE_: [\])}] ;
fragment DIGIT : [0-9] ;
// src/syntax/lexer.cpp puts U+0002 in the place of each letter, mark and digit beyond ASCII, and U+0003 in that of any other
// such character: the generated lexer is quick with ASCII alone. Neither can come from a text, which has no controls.
fragment SCRIPT: '\u0002' ;
fragment ALNUM : [A-Za-z0-9_] | SCRIPT ;
fragment LABEL : ALNUM ( ( ALNUM | '-' )* ALNUM )? ;
fragment TLD   : ( [A-Za-z] | SCRIPT ) ( ( ALNUM | '-' )* ALNUM )? ;
fragment FQDN  : ( LABEL DOT_ )+ TLD '.'? ;
fragment OCT   : DIGIT DIGIT? DIGIT? ;
fragment V4    : OCT DOT_ OCT DOT_ OCT DOT_ OCT ;
fragment H16   : HEX HEX? HEX? HEX? ;
fragment HEX   : [0-9a-fA-F] ;
fragment V6    : H16 ':' H16 ':' H16 ':' H16 ':' H16 ':' H16 ':' ( H16 ':' H16 | V4 )
               | ( H16 ( ':' H16 )* )? '::' ( ( H16 ':' )* ( H16 | V4 ) )? ;
fragment TAIL  : ~[ \t\r\n|,;"'<>`()] ;

URL      : ( [hH] [tTxX] [tTxX] [pP] [sS]? | [fF] [tTxX] [pP] ) ( '://' | '[:]//' | '[://]' | ':[//]' ) ~[ \t\r\n|;"'<>`]* TAIL ;
SERVICE  : ( V4 | '[' V6 ']' | FQDN ) ':' DIGIT+ ( '/' ( 'tcp' | 'udp' ) )? ;
CIDR     : ( V4 | V6 ) '/' DIGIT+ ;
HOST_URL : ( FQDN ( ':' DIGIT+ )? '/' TAIL* | V4 ':' DIGIT+ '/' TAIL* | V4 '/' [a-zA-Z_~?.%] TAIL* ) -> type(URL) ;
EMAIL    : [A-Za-z0-9_%+.] [A-Za-z0-9_%+.-]* AT_ FQDN ;
IP       : V4 | V6 ;
NAME     : FQDN ;
ASN      : [aA] [sS] DIGIT+ ;
DATETIME : DIGIT DIGIT DIGIT DIGIT '-' DIGIT DIGIT '-' DIGIT DIGIT 'T' [0-9:]+ ( '.' DIGIT+ )? ( 'Z' | [+-] DIGIT DIGIT ':'? DIGIT DIGIT )? ;
DATE     : DIGIT DIGIT DIGIT DIGIT '-' DIGIT DIGIT ( '-' DIGIT DIGIT )? ;
DURATION : DIGIT+ ( 's' | 'm' | 'h' | 'd' | 'w' | 'mo' | 'y' ) ;
PERCENT  : DIGIT+ ( '.' DIGIT+ )? '%' ;
NUMBER   : DIGIT+ ( '_' DIGIT+ )* ( '.' DIGIT+ )? ;
PREFIX   : '/' DIGIT+ ;
SETREF   : '@' [A-Za-z_] [A-Za-z0-9_]* ( [-/] [A-Za-z0-9_]+ )* ;
VAR      : '$' [A-Za-z_] [A-Za-z0-9_]* ;
WORD     : [A-Za-z_] [A-Za-z0-9_]* ( '-' [A-Za-z0-9_]+ )* ;
TAGGED   : [A-Za-z] [A-Za-z0-9-]* ':' [A-Za-z0-9_+=./-]+ ( ':' [A-Za-z0-9_+=./-]+ )* ;
SUFFIX   : ( '.' LABEL )+ ;
STRING   : '"' ( '\\' ~[\r\n] | ~["\\\r\n] )* '"' | '\'' ~['\r\n]* '\'' ;
UNCLOSED : '"' ( '\\' ~[\r\n] | ~["\\\r\n] )* '\\'? | '\'' ~['\r\n]* ;

// A run of what values are made of: a pattern when it holds * or ?, a hash when it is one, else a mistake shown whole.
fragment RUN_CHAR : ALNUM | [.@*?%+/] | DOT_ | AT_ ;
RUN      : RUN_CHAR ( [-:]* RUN_CHAR )* ;

NEWLINE  : [\r\n]+ ;
COMMENT  : '#' ~[\r\n]* -> channel(COMMENTS) ;
BLANK    : [ \t]+ -> skip ;
STRANGER : . ;
