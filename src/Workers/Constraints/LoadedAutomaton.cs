using Orchestrator.Contracts.Constraints;

namespace Orchestrator.Workers.Constraints;

/// <summary>
/// An automaton in a worker, with the masks of the states that its answers have visited. A mask is made on first use and has one place that it
/// shares with other states, so their memory is bounded: where there are more states than places, a mask may have to be made again.
/// </summary>
internal sealed class LoadedAutomaton
{
    /// <summary>At a vocabulary of 128 Ki tokens these are the masks of 256 states.</summary>
    private const int MaskBytes = 4 << 20;

    private readonly uint[]?[] _masks;
    private readonly int[] _owners;
    private readonly uint[] _allowed;
    private readonly int[] _sizes;
    private readonly int _words;

    /// <param name="automaton">Its vocabulary is the model's at most.</param>
    /// <param name="vocab">Logits of one row: tokens that the automaton does not know are never allowed.</param>
    public LoadedAutomaton(TokenAutomaton automaton, int vocab)
    {
        Automaton = automaton;
        _words = Words(vocab);
        _masks = new uint[]?[Math.Clamp(MaskBytes / (_words * sizeof(uint)), 1, automaton.States)];
        _owners = new int[_masks.Length];
        _allowed = new uint[automaton.Classes];
        _sizes = new int[automaton.Classes];
        foreach (var one in automaton.ClassOf) _sizes[one]++;
    }

    public TokenAutomaton Automaton { get; }

    /// <summary>Memory that it takes at most, all masks made.</summary>
    public long Bytes => Automaton.Bytes.Length + (long)_masks.Length * (_words * sizeof(uint) + sizeof(int) + IntPtr.Size) + (long)_allowed.Length * (sizeof(uint) + sizeof(int));

    /// <summary>Sequences that use it.</summary>
    public int Users { get; set; }

    /// <summary>Tokens of a class: 1 at least.</summary>
    public int Size(int tokenClass) => _sizes[tokenClass];

    /// <summary>32-bit words of a mask over a vocabulary.</summary>
    public static int Words(int vocab) => (vocab + 31) / 32;

    /// <summary>One bit per token, lowest first, whether it may come in this state; valid until the next call. End tokens are tokens like others here.</summary>
    public ReadOnlySpan<uint> Mask(int state)
    {
        var place = state % _masks.Length;
        var mask = _masks[place];
        if (mask is not null && _owners[place] == state) return mask;
        mask ??= _masks[place] = new uint[_words];
        _owners[place] = state;
        Fill(state, mask);
        return mask;
    }

    private void Fill(int state, uint[] mask)
    {
        var row = Automaton.Row(state);
        for (var c = 0; c < row.Length; c++) _allowed[c] = row[c] == 0 ? 0u : 1u;
        var classes = Automaton.ClassOf;
        // Word by word and without branches: neighbours in a vocabulary rarely share a class.
        for (var word = 0; word < mask.Length; word++)
        {
            var bits = 0u;
            for (var token = word * 32; token < Math.Min(word * 32 + 32, classes.Length); token++) bits |= _allowed[classes[token]] << token;
            mask[word] = bits;
        }
    }
}
