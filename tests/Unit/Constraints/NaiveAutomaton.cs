using Orchestrator.Contracts.Constraints;

namespace Orchestrator.Unit.Constraints;

/// <summary>An automaton as one would draw it: the readable reference for the compiled one.</summary>
internal sealed class NaiveAutomaton
{
    private readonly ushort[] _classOf;
    private readonly Dictionary<(int State, int Class), int> _next = [];
    private readonly bool[] _mayEnd;
    private readonly int _classes;

    private NaiveAutomaton(ushort[] classOf, int classes, int states)
    {
        (_classOf, _classes, _mayEnd) = (classOf, classes, new bool[states]);
    }

    public int States => _mayEnd.Length;

    public int Vocab => _classOf.Length;

    /// <summary>A random one, with classes that have no tokens and states that cannot be reached among the others.</summary>
    public static NaiveAutomaton Random(Random random, int vocab, int mostStates = 12, int mostClasses = 8, double density = 0.5, double ends = 0.3)
    {
        var classes = random.Next(1, mostClasses + 1);
        var classOf = Enumerable.Range(0, vocab).Select(_ => (ushort)random.Next(classes)).ToArray();
        var naive = new NaiveAutomaton(classOf, classes, random.Next(1, mostStates + 1));
        for (var state = 0; state < naive.States; state++)
        {
            naive._mayEnd[state] = random.NextDouble() < ends;
            for (var c = 0; c < classes; c++)
                if (random.NextDouble() < density) naive._next[(state, c)] = random.Next(naive.States);
            if (!naive.Allowed(state).Any()) naive._mayEnd[state] = true;
        }
        return naive;
    }

    /// <summary>One that allows these answers and no others, ended or not by an end token.</summary>
    public static NaiveAutomaton Of(int vocab, params int[][] answers)
    {
        // Every token is a class of its own; the states are the beginnings of the answers.
        var beginnings = answers.SelectMany(a => Enumerable.Range(0, a.Length + 1).Select(n => string.Join(' ', a[..n]))).Distinct().OrderBy(b => b.Length).ToList();
        var naive = new NaiveAutomaton([.. Enumerable.Range(0, vocab).Select(t => (ushort)t)], vocab, beginnings.Count);
        foreach (var answer in answers)
        {
            for (var n = 0; n < answer.Length; n++) naive._next[(At(answer, n), answer[n])] = At(answer, n + 1);
            naive._mayEnd[At(answer, answer.Length)] = true;
        }
        return naive;
        int At(int[] answer, int n) => beginnings.IndexOf(string.Join(' ', answer[..n]));
    }

    /// <summary>Any tokens of a set, over and over; an answer may end after each <paramref name="period"/> of them.</summary>
    public static NaiveAutomaton Loop(int vocab, int[] tokens, int period)
    {
        var classOf = new ushort[vocab];
        foreach (var token in tokens) classOf[token] = 1;
        var naive = new NaiveAutomaton(classOf, 2, period);
        for (var state = 0; state < period; state++) naive._next[(state, 1)] = (state + 1) % period;
        naive._mayEnd[0] = true;
        return naive;
    }

    public TokenAutomaton Compile(AutomatonLimits? limits = null)
    {
        var next = new int?[States * _classes];
        foreach (var ((state, c), to) in _next) next[state * _classes + c] = to;
        return TokenAutomaton.Create(_classOf, next, _mayEnd, limits ?? new());
    }

    /// <summary>The same with other numbers of states and classes.</summary>
    public NaiveAutomaton Renumbered(Random random)
    {
        var states = Enumerable.Range(1, States - 1).ToArray();
        var classes = Enumerable.Range(0, _classes).ToArray();
        random.Shuffle(states);
        random.Shuffle(classes);
        states = [0, .. states];
        var other = new NaiveAutomaton([.. _classOf.Select(c => (ushort)classes[c])], _classes, States);
        foreach (var ((state, c), to) in _next) other._next[(states[state], classes[c])] = states[to];
        for (var state = 0; state < States; state++) other._mayEnd[states[state]] = _mayEnd[state];
        return other;
    }

    public bool MayEnd(int state) => _mayEnd[state];

    public int? Step(int state, int token) => _next.TryGetValue((state, _classOf[token]), out var to) ? to : null;

    public IEnumerable<int> Allowed(int state) => Enumerable.Range(0, Vocab).Where(t => Step(state, t) is not null);

    /// <summary>The state after these tokens; null when one is not allowed.</summary>
    public int? Walk(IEnumerable<int> tokens) => tokens.Aggregate((int?)0, (state, token) => state is { } s ? Step(s, token) : null);
}
