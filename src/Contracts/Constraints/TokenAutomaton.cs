using System.Runtime.InteropServices;

namespace Orchestrator.Contracts.Constraints;

/// <summary>
/// A deterministic automaton over token ids that says which token may come next, and where an answer may end. Immutable and sound: from every
/// state there is a way on, or the answer may end there. It begins in <see cref="Start"/>; the state follows from the tokens alone.
/// </summary>
public sealed class TokenAutomaton
{
    /// <summary>The state before the first token.</summary>
    public const int Start = 0;

    private readonly AutomatonForm _form;

    private TokenAutomaton(ReadOnlyMemory<byte> canonical, AutomatonForm form)
    {
        (Bytes, _form) = (canonical, form);
        Address = AutomatonAddress.Of(canonical.Span);
    }

    /// <summary>Token ids that it knows, from 0; others are never allowed.</summary>
    public int Vocab => _form.Vocab;

    public int Classes => _form.Classes;

    public int States => _form.States;

    /// <summary>The canonical form: equal automata, whatever the numbers of their states and classes were, have equal bytes. See <see cref="AutomatonForm"/>.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public AutomatonAddress Address { get; }

    /// <summary>Classes of tokens: [Vocab], each below <see cref="Classes"/>.</summary>
    public ReadOnlySpan<ushort> ClassOf => MemoryMarshal.Cast<byte, ushort>(Bytes.Span[AutomatonForm.HeaderBytes.._form.TableAt]);

    /// <summary>Makes an automaton; states and classes get new numbers, and those that cannot be reached are left out.</summary>
    /// <param name="classOf">[vocab], the class of each token.</param>
    /// <param name="next">[states, classes], the state after a token of the class; null where it is not allowed.</param>
    /// <param name="mayEnd">[states], whether an answer may end there. The first state is the start.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="AutomatonException">Sizes that do not fit each other, a number out of range, a state that leads nowhere, or a limit passed.</exception>
    public static TokenAutomaton Create(ReadOnlySpan<ushort> classOf, ReadOnlySpan<int?> next, ReadOnlySpan<bool> mayEnd, AutomatonLimits limits) =>
        Parse(AutomatonNumbering.ToCanonical(classOf, next, mayEnd, limits), limits);

    /// <summary>Reads the canonical form; keeps the memory, which must not change.</summary>
    /// <exception cref="AutomatonException">Not the canonical form of a sound automaton, or a limit passed.</exception>
    public static TokenAutomaton Parse(ReadOnlyMemory<byte> canonical, AutomatonLimits limits)
    {
        var automaton = new TokenAutomaton(canonical, AutomatonForm.Read(canonical.Span, limits));
        AutomatonCheck.Check(automaton);
        return automaton;
    }

    /// <summary>Whether an answer may end in this state.</summary>
    public bool MayEnd(int state) => (Bytes.Span[_form.EndsAt + state / 8] >> (state % 8) & 1) != 0;

    /// <summary>The state after a token; false where the token is not allowed.</summary>
    public bool TryStep(int state, int token, out int next)
    {
        next = (uint)token < (uint)Vocab ? Row(state)[ClassOf[token]] - 1 : -1;
        return next >= 0;
    }

    /// <summary>The table's row of a state: [Classes], the number of the next state and 1; 0 where the class is not allowed.</summary>
    public ReadOnlySpan<ushort> Row(int state) => MemoryMarshal.Cast<byte, ushort>(Bytes.Span[_form.TableAt.._form.EndsAt]).Slice(state * Classes, Classes);
}
