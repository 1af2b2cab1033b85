using System.Globalization;
using System.Text;

namespace Orchestrator.Gateway.Tokenization.Patterns;

/// <summary>
/// Reads a regular expression in Oniguruma's syntax. Known: literals, sets, groups, look-around, (?i:...) over ASCII letters, greedy, lazy and
/// possessive quantifiers, anchors, \s \d \p{..} and escapes. All else is an error: guessing would cut text in the wrong places.
/// </summary>
internal sealed class PatternParser(string pattern)
{
    private static readonly string[] s_categories =
    [
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co", "Cn",
    ];

    private static readonly string[] s_groups = ["?=", "?!", "?<=", "?<!", "?>", "?:"];

    // Patterns are taken apart by recursion, so what a file may nest has a limit.
    private const int DeepestGroup = 50;

    private readonly ParsedPattern _parsed = new();
    private int _at;
    private int _depth;

    private bool AtEnd => _at == pattern.Length;

    public ParsedPattern Parse()
    {
        Alternatives(ignoreCase: false);
        if (!AtEnd) throw Wrong("a ) without a (");
        return _parsed;
    }

    private void Alternatives(bool ignoreCase)
    {
        while (!AtEnd && pattern[_at] != ')')
        {
            if (Take("|")) _parsed.Add("|");
            else Quantified(ignoreCase);
        }
    }

    private void Quantified(bool ignoreCase)
    {
        var first = _parsed.Count;
        Atom(ignoreCase);
        if (Quantifier() is not { } quantifier) return;
        if (quantifier[0] != '{' && Take("+"))
        {
            _parsed.Insert(first, "(?>");
            _parsed.Add(quantifier + ")");
        }
        else _parsed.Add(Take("?") ? quantifier + "?" : quantifier);
        if (!AtEnd && Quantifier() is not null) throw Wrong("a quantifier after a quantifier");
    }

    private string? Quantifier()
    {
        if (AtEnd) return null;
        if (pattern[_at] is '?' or '*' or '+') return pattern[_at++].ToString();
        if (pattern[_at] != '{') return null;
        var close = pattern.IndexOf('}', _at);
        var counts = close < 0 ? [] : pattern[(_at + 1)..close].Split(',');
        if (counts.Length is 0 or > 2 || !IsNumber(counts[0]) || (counts.Length == 2 && counts[1].Length > 0 && !IsNumber(counts[1]))) throw Wrong("a { that begins no repetition");
        var repetition = pattern[_at..(close + 1)];
        _at = close + 1;
        // Oniguruma and .NET disagree about what {2}+ and {2}? mean.
        if (!AtEnd && pattern[_at] is '+' or '?') throw Wrong($"{pattern[_at]} after {repetition}");
        return repetition;
    }

    private void Atom(bool ignoreCase)
    {
        if (Take("(")) Group(ignoreCase);
        else if (Take("[")) _parsed.Add(Set(ignoreCase));
        else if (Take("\\")) Escape(ignoreCase);
        else if (pattern[_at] is '.' or '^' or '$') _parsed.Add(pattern[_at++].ToString());
        else if (pattern[_at] is '?' or '*' or '+' or '{') throw Wrong($"{pattern[_at]} after nothing");
        else Literal(Next(), ignoreCase);
    }

    private void Group(bool ignoreCase)
    {
        var open = "(?:";
        if (Take("?i:")) ignoreCase = true;
        else if (s_groups.FirstOrDefault(Take) is { } kind) open = "(" + kind;
        else if (!AtEnd && pattern[_at] == '?') throw Wrong("a group of a kind not supported");
        if (++_depth > DeepestGroup) throw Wrong($"groups nested more than {DeepestGroup} deep");
        _parsed.Add(open);
        Alternatives(ignoreCase);
        if (!Take(")")) throw Wrong("a ( without a )");
        _parsed.Add(")");
        _depth--;
    }

    private void Escape(bool ignoreCase)
    {
        if (AtEnd) throw Wrong("nothing after \\");
        if (pattern[_at] is 'A' or 'z') _parsed.Add("\\" + pattern[_at++]);
        else if (Class() is { } shorthand) _parsed.Add(new CharacterSet(false, [shorthand], []));
        else Literal(EscapedCharacter(), ignoreCase);
    }

    private void Literal(int codePoint, bool ignoreCase) =>
        _parsed.Add(new CharacterSet(false, [], ignoreCase ? Cases(codePoint) : [(codePoint, codePoint)]));

    private CharacterSet Set(bool ignoreCase)
    {
        var set = new CharacterSet(Take("^"), [], []);
        if (!AtEnd && pattern[_at] == ']') throw Wrong("an empty set");
        while (!Take("]"))
        {
            if (AtEnd) throw Wrong("a [ without a ]");
            if (pattern[_at] == '[') throw Wrong("a set within a set");
            if (pattern.AsSpan(_at).StartsWith("&&")) throw Wrong("an intersection of sets");
            var escaped = Take("\\");
            if (escaped && Class() is { } shorthand)
            {
                set.Classes.Add(shorthand);
                continue;
            }
            var first = escaped ? EscapedCharacter() : Next();
            var last = RangeEnd() ?? first;
            if (last < first) throw Wrong("a range that ends before it begins");
            if (!ignoreCase) set.Ranges.Add((first, last));
            else if (first == last) set.Ranges.AddRange(Cases(first));
            else throw Wrong("a range of characters that ignores case");
        }
        return set;
    }

    private int? RangeEnd()
    {
        if (_at + 1 >= pattern.Length || pattern[_at] != '-' || pattern[_at + 1] == ']') return null;
        _at++;
        if (!Take("\\")) return Next();
        return Class() is null ? EscapedCharacter() : throw Wrong("a class at the end of a range");
    }

    // What follows a \ if that is a class of characters.
    private string? Class()
    {
        if (AtEnd) throw Wrong("nothing after \\");
        if (pattern[_at] is 's' or 'S' or 'd' or 'D') return "\\" + pattern[_at++];
        if (pattern[_at] is not ('p' or 'P')) return null;
        var close = pattern.IndexOf('}', _at);
        if (close < 0 || pattern[_at + 1] != '{') throw Wrong("a \\p without {..}");
        var name = pattern[(_at + 2)..close];
        var negated = pattern[_at] == 'P' ^ name.StartsWith('^');
        name = name.TrimStart('^');
        if (!s_categories.Contains(name)) throw Wrong($"\\p{{{name}}}, which is no general category of Unicode,");
        _at = close + 1;
        return $"\\{(negated ? 'P' : 'p')}{{{name}}}";
    }

    private int EscapedCharacter()
    {
        var c = Next();
        switch (c)
        {
            case 'r': return '\r';
            case 'n': return '\n';
            case 't': return '\t';
            case 'f': return '\f';
            case 'v': return '\v';
            case 'u' when _at + 4 <= pattern.Length: return Hexadecimal(pattern[_at..(_at += 4)]);
            case 'x' when Take("{") && pattern.IndexOf('}', _at) is > 0 and var close:
                var digits = pattern[_at..close];
                _at = close + 1;
                return Hexadecimal(digits);
            case 'x' when _at + 2 <= pattern.Length: return Hexadecimal(pattern[_at..(_at += 2)]);
            default: return char.IsAsciiLetterOrDigit((char)c) && c < 0x80 ? throw Wrong($"\\{(char)c}") : c;
        }
    }

    private int Hexadecimal(string digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && Rune.IsValid(value) ? value : throw Wrong($"the character {digits}");

    private int Next()
    {
        if (Rune.DecodeFromUtf16(pattern.AsSpan(_at), out var rune, out var length) != System.Buffers.OperationStatus.Done) throw Wrong("half a character");
        _at += length;
        return rune.Value;
    }

    private List<(int First, int Last)> Cases(int codePoint)
    {
        if (codePoint >= 0x80) throw Wrong($"U+{codePoint:X4} where case is ignored");
        var upper = char.ToUpperInvariant((char)codePoint);
        var lower = char.ToLowerInvariant((char)codePoint);
        List<(int, int)> cases = upper == lower ? [(codePoint, codePoint)] : [(upper, upper), (lower, lower)];
        // Unicode folds these two to ASCII: the long s and the Kelvin sign.
        if (lower == 's') cases.Add((0x17F, 0x17F));
        if (lower == 'k') cases.Add((0x212A, 0x212A));
        return cases;
    }

    private bool Take(string expected)
    {
        if (!pattern.AsSpan(_at).StartsWith(expected, StringComparison.Ordinal)) return false;
        _at += expected.Length;
        return true;
    }

    private static bool IsNumber(string digits) => digits.Length is > 0 and < 6 && digits.All(char.IsAsciiDigit);

    private TokenizerException Wrong(string what) => new($"the pattern \"{pattern}\" has {what} at {_at}, which is not supported");
}
