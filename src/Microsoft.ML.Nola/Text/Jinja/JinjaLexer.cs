namespace Microsoft.ML.Nola.Text.Jinja;

/// <summary>
/// Cuts a template into tokens as Jinja does with trim_blocks and lstrip_blocks, which is how transformers sets it: the first line end behind a block
/// goes, and so does white space between the begin of a line and a block. The last line end of a template goes too.
/// </summary>
internal sealed class JinjaLexer
{
    private readonly string _source;
    private readonly List<JinjaToken> _tokens = [];
    private int _at;
    private int _line = 1;

    // Whether what comes next begins a line, so that white space before a block may go.
    private bool _atLineStart = true;

    private JinjaLexer(string source) => _source = source;

    /// <summary>Cuts a template.</summary>
    /// <exception cref="JinjaFaultException">A tag does not end, or holds a character that has no meaning.</exception>
    public static List<JinjaToken> Read(string template)
    {
        string source = template.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var lexer = new JinjaLexer(source.EndsWith('\n') ? source[..^1] : source);
        try
        {
            lexer.Read();
        }
        catch (JinjaFaultException fault)
        {
            fault.Line = lexer._line;
            throw;
        }

        return lexer._tokens;
    }

    private void Read()
    {
        while (_at < _source.Length)
        {
            int open = FindTag();
            if (open < 0)
            {
                Add(JinjaTokenKind.Data, _source[_at..]);
                MoveTo(_source.Length);
                break;
            }

            char kind = _source[open + 1];
            char sign = open + 2 < _source.Length ? _source[open + 2] : '\0';
            string text = Strip(_source[_at..open], kind, sign);
            if (text.Length > 0)
            {
                Add(JinjaTokenKind.Data, text);
            }

            MoveTo(open + (sign is '-' or '+' ? 3 : 2));
            if (kind == '#')
            {
                int end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
                Leave(end < 0 ? throw new JinjaFaultException("a comment has no end") : end, "#}", end > _at ? _source[end - 1] : '\0');
            }
            else
            {
                ReadTag(kind == '{');
            }
        }

        Add(JinjaTokenKind.End, "");
    }

    private int FindTag()
    {
        for (int i = _at; (i = _source.IndexOf('{', i)) >= 0 && i + 1 < _source.Length; i++)
        {
            if (_source[i + 1] is '{' or '%' or '#')
            {
                return i;
            }
        }

        return -1;
    }

    private string Strip(string text, char kind, char sign)
    {
        if (sign == '-')
        {
            return JinjaText.StripEnd(text, null);
        }

        int line = text.LastIndexOf('\n') + 1;
        bool strips = kind != '{' && sign != '+' && (line > 0 || _atLineStart) && JinjaText.IsBlank(text.AsSpan(line));
        return strips ? text[..line] : text;
    }

    private void ReadTag(bool isPrint)
    {
        Add(isPrint ? JinjaTokenKind.PrintBegin : JinjaTokenKind.BlockBegin, "");
        string close = isPrint ? "}}" : "%}";
        var brackets = new Stack<char>();
        while (true)
        {
            while (_at < _source.Length && JinjaText.IsSpace(_source[_at]))
            {
                MoveTo(_at + 1);
            }

            if (_at >= _source.Length)
            {
                throw new JinjaFaultException($"a tag has no end: '{close}' is missing");
            }

            char sign = _source[_at];
            bool isSigned = (sign == '-' || (sign == '+' && !isPrint)) && StartsWith(close, 1);
            if (brackets.Count == 0 && (isSigned || StartsWith(close, 0)))
            {
                Add(isPrint ? JinjaTokenKind.PrintEnd : JinjaTokenKind.BlockEnd, "");
                Leave(isSigned ? _at + 1 : _at, close, isSigned ? sign : isPrint ? '+' : '\0');
                return;
            }

            ReadToken(brackets);
        }
    }

    private bool StartsWith(string text, int ahead) =>
        _source.AsSpan(Math.Min(_source.Length, _at + ahead)).StartsWith(text, StringComparison.Ordinal);

    // Goes behind the end of a tag, and over the white space that goes with it.
    private void Leave(int end, string close, char sign)
    {
        int at = end + close.Length;
        if (sign == '-')
        {
            while (at < _source.Length && JinjaText.IsSpace(_source[at]))
            {
                at++;
            }
        }
        else if (sign != '+' && at < _source.Length && _source[at] == '\n')
        {
            at++;
        }

        MoveTo(at);
        _atLineStart = _source[at - 1] == '\n';
    }

    private void ReadToken(Stack<char> brackets)
    {
        char first = _source[_at];
        if (first is '\'' or '"')
        {
            (string value, int end) = JinjaTextLiteral.Read(_source, _at);
            Add(JinjaTokenKind.Text, value);
            MoveTo(end);
        }
        else if (char.IsAsciiDigit(first))
        {
            int end = JinjaNumber.FindEnd(_source, _at, out bool isFloat);
            Add(isFloat ? JinjaTokenKind.Float : JinjaTokenKind.Integer, _source[_at..end]);
            MoveTo(end);
        }
        else if (char.IsAsciiLetter(first) || first == '_')
        {
            int end = _at;
            while (end < _source.Length && (char.IsAsciiLetterOrDigit(_source[end]) || _source[end] == '_'))
            {
                end++;
            }

            Add(JinjaTokenKind.Name, _source[_at..end]);
            MoveTo(end);
        }
        else
        {
            ReadOperator(first, brackets);
        }
    }

    private void ReadOperator(char first, Stack<char> brackets)
    {
        ReadOnlySpan<char> two = _source.AsSpan(_at, Math.Min(2, _source.Length - _at));
        int length = two is "//" or "**" or "==" or "!=" or ">=" or "<=" ? 2
            : "+-/*%~[](){}<>=.:|,".Contains(first, StringComparison.Ordinal) ? 1 : 0;
        if (length == 0)
        {
            throw new JinjaFaultException($"the character U+{(int)first:X4} has no meaning in a tag");
        }

        if (first is '(' or '[' or '{')
        {
            brackets.Push(first switch { '(' => ')', '[' => ']', _ => '}' });
        }
        else if (first is ')' or ']' or '}' && (brackets.Count == 0 || brackets.Pop() != first))
        {
            throw new JinjaFaultException($"a '{first}' closes nothing");
        }

        Add(JinjaTokenKind.Operator, _source.Substring(_at, length));
        MoveTo(_at + length);
    }

    private void Add(JinjaTokenKind kind, string value) => _tokens.Add(new JinjaToken(kind, value, _line));

    private void MoveTo(int at)
    {
        _line += _source.AsSpan(_at, at - _at).Count('\n');
        _at = at;
        _atLineStart = false;
    }
}
