using System.Globalization;
using System.Numerics;

namespace Orchestrator.Gateway.Templates.Syntax;

/// <summary>Numbers as Python writes them: 10, 1_000, 0x1f, 0o17, 0b11, 1.5, 2e-3.</summary>
internal static class NumberLiteral
{
    // Enough for any number a template means; keeps arithmetic on literals cheap.
    private const int MaxDigits = 300;

    /// <summary>How many characters the number at the start of a text takes. After a dot it is a position (x.0), never a fraction.</summary>
    public static (int Length, bool IsFloat) Measure(ReadOnlySpan<char> text, bool afterDot)
    {
        if (text.Length > 2 && text[0] == '0' && Radix(text[1]) is int radix and not 10)
        {
            var prefixed = 2;
            while (prefixed < text.Length && (IsDigit(text[prefixed], radix) || (text[prefixed] == '_' && Follows(text, prefixed, radix)))) prefixed++;
            if (prefixed > 2) return (prefixed, false);
        }
        var length = Digits(text, 0);
        if (afterDot) return (length, false);
        var isFloat = false;
        if (length + 1 < text.Length && text[length] == '.' && char.IsAsciiDigit(text[length + 1]))
        {
            length = Digits(text, length + 1);
            isFloat = true;
        }
        if (length < text.Length && text[length] is 'e' or 'E')
        {
            var digits = length + 1 < text.Length && text[length + 1] is '+' or '-' ? length + 2 : length + 1;
            if (digits < text.Length && char.IsAsciiDigit(text[digits])) return (Digits(text, digits), true);
        }
        return (length, isFloat);
    }

    public static BigInteger Integer(Token token)
    {
        var digits = token.Text.Replace("_", "", StringComparison.Ordinal);
        if (digits.Length > MaxDigits) throw new TemplateException($"a number has {digits.Length} digits, more than {MaxDigits}", token.Line);
        var radix = digits.Length > 2 && digits[0] == '0' ? Radix(digits[1]) : 10;
        if (radix == 10)
        {
            if (digits[0] == '0' && digits.AsSpan().ContainsAnyExcept('0'))
                throw new TemplateException($"'{digits}' has a leading zero", token.Line);
            return BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        }
        var value = BigInteger.Zero;
        foreach (var c in digits.AsSpan(2)) value = value * radix + Convert.ToInt32(c.ToString(), 16);
        return value;
    }

    public static double Float(Token token) =>
        double.Parse(token.Text.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private static int Radix(char c) => char.ToLowerInvariant(c) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 10 };

    private static bool IsDigit(char c, int radix) => char.IsAsciiHexDigit(c) && Convert.ToInt32(c.ToString(), 16) < radix;

    private static bool Follows(ReadOnlySpan<char> text, int at, int radix) => at + 1 < text.Length && IsDigit(text[at + 1], radix);

    private static int Digits(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || (text[at] == '_' && Follows(text, at, 10)))) at++;
        return at;
    }
}
