namespace Orchestrator.Policies.KvIndex;

/// <summary>
/// Up to four slots in one number, 16 bits each, packed from the lowest, unused ones all set. Where more hold a block the highest 16 bits
/// are <see cref="CrowdMark"/>, and the lowest 32 number a set in <see cref="Crowds"/>.
/// </summary>
internal static class Holders
{
    /// <summary>Slots are below this.</summary>
    public const int MaxSlots = 0xFFFE;

    /// <summary>Slots that fit without a crowd.</summary>
    public const int Few = 4;

    public const ulong Nobody = ulong.MaxValue;

    private const ulong CrowdMark = 0xFFFE;
    private const ulong None = 0xFFFF;

    public static bool IsCrowd(ulong holders) => holders >> 48 == CrowdMark;

    public static ulong OfCrowd(int crowd) => CrowdMark << 48 | (uint)crowd;

    public static int Crowd(ulong holders) => (int)(uint)holders;

    /// <summary>Number of slots; not for crowds.</summary>
    public static int Count(ulong few) => Few - System.Numerics.BitOperations.LeadingZeroCount(~few) / 16;

    /// <summary>Slot <paramref name="index"/> of a few.</summary>
    public static int At(ulong few, int index) => (int)(few >> (16 * index) & None);

    public static bool Contains(ulong few, int slot)
    {
        // A lane that is equal becomes zero, and only the lowest zero lane is sure to be found: enough to know that there is one.
        var lanes = few ^ (ulong)slot * 0x0001_0001_0001_0001;
        return ((lanes - 0x0001_0001_0001_0001) & ~lanes & 0x8000_8000_8000_8000) != 0;
    }

    /// <summary>With one more slot, which is not there yet; fewer than four are.</summary>
    public static ulong With(ulong few, int slot) => few << 16 | (uint)slot;

    /// <summary>Without a slot that is there.</summary>
    public static ulong Without(ulong few, int slot)
    {
        for (var i = 0; ; i++)
        {
            if (At(few, i) != slot) continue;
            // What is above moves down one lane.
            var below = (1UL << (16 * i)) - 1;
            return few & below | few >> 16 & ~below | None << 48;
        }
    }
}
