using System.Numerics;

namespace Orchestrator.Gateway.Templates.Values;

/// <summary>Strings by code point. A lone surrogate counts as one. Strings without surrogates, nearly all, take the short way.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        if (!HasSurrogates(text)) return text.Length;
        var count = 0;
        for (var i = 0; i < text.Length; i += LengthAt(text, i)) count++;
        return count;
    }

    /// <summary>UTF-16 units of the code point that starts here: 1 or 2.</summary>
    public static int LengthAt(string text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;

    /// <summary>The character at a position, negative ones from the end; null outside.</summary>
    public static string? At(string text, BigInteger position)
    {
        var length = Count(text);
        if (position < 0) position += length;
        if (position < 0 || position >= length) return null;
        var at = Offset(text, (int)position);
        return text.Substring(at, LengthAt(text, at));
    }

    /// <summary>UTF-16 offset of a code point position from 0 to the length.</summary>
    public static int Offset(string text, int position)
    {
        if (!HasSurrogates(text)) return position;
        var at = 0;
        for (; position > 0; position--) at += LengthAt(text, at);
        return at;
    }

    /// <summary>Code point position of a UTF-16 offset.</summary>
    public static int Position(string text, int offset) => HasSurrogates(text) ? Count(text[..offset]) : offset;

    /// <summary>Offsets of all code points, to step through a string in any order.</summary>
    public static List<int> Offsets(string text)
    {
        var offsets = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i += LengthAt(text, i)) offsets.Add(i);
        return offsets;
    }

    /// <summary>Order by code point: UTF-16 order differs where a pair meets U+E000 to U+FFFF.</summary>
    public static int Compare(string a, string b)
    {
        var same = a.AsSpan().CommonPrefixLength(b);
        if (same == a.Length || same == b.Length) return a.Length.CompareTo(b.Length);
        var (x, y) = (a[same], b[same]);
        return char.IsSurrogate(x) == char.IsSurrogate(y) ? x.CompareTo(y)
            : char.IsSurrogate(x) ? (y >= '\ue000' ? 1 : x.CompareTo(y))
            : x >= '\ue000' ? -1 : x.CompareTo(y);
    }

    public static bool HasSurrogates(string text) => text.AsSpan().ContainsAnyInRange('\ud800', '\udfff');
}
