using System.Runtime.InteropServices;

namespace Orchestrator.Contracts.Constraints;

/// <summary>Numbers the classes and states of an automaton canonically and writes its canonical form.</summary>
internal static class AutomatonNumbering
{
    /// <summary>See <see cref="TokenAutomaton.Create"/>.</summary>
    public static byte[] ToCanonical(ReadOnlySpan<ushort> classOf, ReadOnlySpan<int?> next, ReadOnlySpan<bool> mayEnd, AutomatonLimits limits)
    {
        var given = mayEnd.Length == 0 ? 0 : next.Length / mayEnd.Length;
        if ((long)given * mayEnd.Length != next.Length) throw new AutomatonException($"{next.Length} transitions of {mayEnd.Length} states: not the same number for each");
        _ = AutomatonForm.Of(classOf.Length, given, mayEnd.Length, limits);
        CheckRanges(classOf, next, given, mayEnd.Length);

        var classes = NumberClasses(classOf, given);
        var states = NumberStates(next, given, mayEnd.Length, classes);
        var form = AutomatonForm.Of(classOf.Length, classes.Count, states.Count, limits);
        var bytes = new byte[form.Length];
        form.WriteHeader(bytes);
        var classTo = Invert(classes, given);
        var written = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan(AutomatonForm.HeaderBytes, 2 * form.Vocab));
        for (var token = 0; token < classOf.Length; token++) written[token] = (ushort)(classTo[classOf[token]] - 1);
        var stateTo = Invert(states, mayEnd.Length);
        var table = MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan(form.TableAt, form.EndsAt - form.TableAt));
        for (var s = 0; s < states.Count; s++)
        {
            for (var c = 0; c < classes.Count; c++)
                if (next[states[s] * given + classes[c]] is { } target) table[s * classes.Count + c] = (ushort)stateTo[target];
            if (mayEnd[states[s]]) bytes[form.EndsAt + s / 8] |= (byte)(1 << (s % 8));
        }
        return bytes;
    }

    private static void CheckRanges(ReadOnlySpan<ushort> classOf, ReadOnlySpan<int?> next, int classes, int states)
    {
        for (var token = 0; token < classOf.Length; token++)
            if (classOf[token] >= classes) throw new AutomatonException($"token {token} is of class {classOf[token]}; there are {classes}");
        for (var i = 0; i < next.Length; i++)
            if (next[i] is { } target && (uint)target >= (uint)states) throw new AutomatonException($"state {i / classes} goes on with class {i % classes} to state {target}; there are {states}");
    }

    // Given numbers in the order of first tokens; classes without tokens are left out.
    private static List<int> NumberClasses(ReadOnlySpan<ushort> classOf, int given)
    {
        var (order, met) = (new List<int>(), new bool[given]);
        foreach (var one in classOf)
        {
            if (met[one]) continue;
            met[one] = true;
            order.Add(one);
        }
        return order;
    }

    // Given numbers in the order of a breadth-first search; states that are not met are left out.
    private static List<int> NumberStates(ReadOnlySpan<int?> next, int given, int states, List<int> classes)
    {
        var (order, met) = (new List<int> { TokenAutomaton.Start }, new bool[states]);
        met[TokenAutomaton.Start] = true;
        for (var s = 0; s < order.Count; s++)
        {
            foreach (var one in classes)
            {
                if (next[order[s] * given + one] is not { } target || met[target]) continue;
                met[target] = true;
                order.Add(target);
            }
        }
        return order;
    }

    // The new number and 1 of each given one; 0 for those left out.
    private static int[] Invert(List<int> order, int given)
    {
        var numbers = new int[given];
        for (var i = 0; i < order.Count; i++) numbers[order[i]] = i + 1;
        return numbers;
    }
}
