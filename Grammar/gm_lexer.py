"""Pygments lexer for plate notation (.gm files).

Use it with `pygmentize -x -l gm_lexer.py:GmLexer model.gm`, or register it from a Sphinx
configuration with `app.add_lexer("gm", GmLexer)`.
"""

from pygments.lexer import RegexLexer, bygroups, words
from pygments.token import (
    Comment, Keyword, Name, Number, Operator, Punctuation, String, Whitespace)

__all__ = ["GmLexer"]

# Words that can stand inside an expression or end one.
RESERVED = (
    "in", "over", "using", "then", "by", "where", "if", "else", "and", "or", "not", "as",
    "expect", "known")

# Reserved words that are values.
LITERALS = ("true", "false", "none", "inf", "first", "last")

# Words that head statements, and are names everywhere else.
STATEMENTS = (
    "import", "model", "family", "type", "plate", "chain", "axis", "net", "flow", "let", "use",
    "group", "hyper", "param", "given", "observed", "partial", "latent", "factor", "tie", "guide",
    "maximize", "minimize", "compare", "member", "return")

# Words with a meaning at one place inside a statement.
CONTEXTUAL = (
    "of", "for", "from", "within", "step", "members", "heldout", "ordered", "truncated")

# Words that are special before a name.
PREFIXES = ("log", "sum", "mean", "prod", "max", "min", "logsumexp")

NAME = r"[^\W\d_]\w*'*"
ROLES = r"(hyper|param|given|observed|partial|latent)"


class GmLexer(RegexLexer):
    """Highlights keywords by their place, as the compiler reads them."""

    name = "Plate notation"
    aliases = ["gm"]
    filenames = ["*.gm"]
    url = ""

    tokens = {
        "root": [
            (r"[ \t\r]+", Whitespace),
            (r"(\n|;|\{|\bthen\b|:)(\s*)" + words(STATEMENTS, prefix=r"\b(", suffix=r")\b").get()
             + r"(?!'|\s*[=\[~:])", bygroups(Punctuation, Whitespace, Keyword)),
            (r"\A(\s*)" + words(STATEMENTS, prefix=r"\b(", suffix=r")\b").get()
             + r"(?!'|\s*[=\[~:])", bygroups(Whitespace, Keyword)),
            (r"(,)(\s*)" + ROLES + r"\b(?=\s+[^\W\d_`])",
             bygroups(Punctuation, Whitespace, Keyword)),
            (r"\n", Whitespace),
            (r"##.*", String.Doc),
            (r"#.*", Comment.Single),
            (r'"[^"\n]*"', String),
            (r"`[^`\n]*`", Name),
            (r"\d+(\.\d+)?([eE][+-]?\d+)?", Number),
            (words(LITERALS, prefix=r"\b", suffix=r"\b(?!')"), Keyword.Constant),
            (words(RESERVED, prefix=r"\b", suffix=r"\b(?!')"), Operator.Word),
            (words(PREFIXES, prefix=r"\b", suffix=r"\b(?=\s+[^\W\d_`])"), Name.Builtin),
            (r"(?<=[\w')\]] )" + words(CONTEXTUAL, prefix=r"\b(", suffix=r")\b(?!')").get(),
             Keyword.Pseudo),
            (NAME + r"(?=\()", Name.Function),
            (NAME, Name),
            (r"->|\.\.|<=|>=|==|!=|[~=+\-*/^@<>|?]", Operator),
            (r"[()\[\]{},;:.]", Punctuation),
        ],
    }
