using System.Buffers.Binary;

namespace Orchestrator.Contracts.Constraints;

/// <summary>
/// The layout of the canonical form, all numbers little-endian: four 32-bit numbers (magic, tokens, classes, states); the class of each token;
/// [states, classes] transitions, the next state's number and 1, 0 for none; one bit per state, lowest first, where an answer may end. Classes
/// are numbered in the order of their first tokens, states in the order in which a search from the start meets them, class after class.
/// </summary>
internal readonly record struct AutomatonForm(int Vocab, int Classes, int States)
{
    public const int HeaderBytes = 16;

    // "TKA" and the version of the layout.
    private const uint Magic = 0x01414B54;

    public int TableAt => HeaderBytes + 2 * Vocab;

    public int EndsAt => TableAt + 2 * States * Classes;

    /// <summary>Length of the whole.</summary>
    public long Length => HeaderBytes + 2L * Vocab + 2L * States * Classes + (States + 7) / 8;

    /// <summary>Reads the header and checks the sizes.</summary>
    public static AutomatonForm Read(ReadOnlySpan<byte> bytes, AutomatonLimits limits)
    {
        if (!BitConverter.IsLittleEndian) throw new PlatformNotSupportedException("token automata are used as they are stored, little-endian");
        if (bytes.Length < HeaderBytes) throw new AutomatonException($"an automaton of {bytes.Length} bytes; its header alone has {HeaderBytes}");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) is var magic && magic != Magic) throw new AutomatonException($"an automaton that begins with 0x{magic:x8}; known is 0x{Magic:x8}");
        var vocab = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        var classes = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        var states = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]);
        var form = Of(vocab, classes, states, limits);
        return form.Length == bytes.Length ? form : throw new AutomatonException($"an automaton of {bytes.Length} bytes; {vocab} tokens, {classes} classes and {states} states take {form.Length}");
    }

    /// <summary>The layout for these sizes, if they are allowed.</summary>
    public static AutomatonForm Of(long vocab, long classes, long states, AutomatonLimits limits)
    {
        if (vocab == 0 || classes == 0 || states == 0) throw new AutomatonException($"an automaton of {vocab} tokens, {classes} classes and {states} states; each must be 1 at least");
        Limit(states, "states", Math.Min(limits.States, AutomatonLimits.MostNumbered));
        Limit(classes, "classes", Math.Min(limits.Classes, AutomatonLimits.MostNumbered));
        // First, so that the length below is a small number.
        Limit(2 * vocab, "bytes", limits.Bytes);
        var form = new AutomatonForm((int)vocab, (int)classes, (int)states);
        Limit(form.Length, "bytes", limits.Bytes);
        return form;
    }

    public void WriteHeader(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], Vocab);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], Classes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], States);
    }

    private static void Limit(long value, string what, int limit)
    {
        if (value > limit) throw new AutomatonException($"an automaton of {value} {what}; {limit} are allowed");
    }
}
