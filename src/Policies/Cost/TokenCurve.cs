namespace Orchestrator.Policies.Cost;

/// <summary>Seconds as a function of tokens: straight lines between points, the last line goes on. Below the first point the first point's value holds, and nothing costs nothing.</summary>
public sealed class TokenCurve
{
    // Every count up to 64, then 64 points per octave: lines are within 0.01 % of the smooth formula.
    private const int PerOctave = 64, Octaves = 12;

    private readonly double[] _tokens, _seconds;

    // Made by Of: where a count lies follows from the count.
    private bool _regular;

    /// <exception cref="ArgumentException">Fewer than two points, or tokens that do not rise, or seconds that fall.</exception>
    public TokenCurve(ReadOnlySpan<double> tokens, ReadOnlySpan<double> seconds)
    {
        if (tokens.Length != seconds.Length || tokens.Length < 2) throw new ArgumentException($"a curve needs at least two points, each with tokens and seconds, not {tokens.Length} and {seconds.Length}");
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!(tokens[i] > (i == 0 ? 0 : tokens[i - 1]))) throw new ArgumentException($"tokens must rise from above 0: {tokens[i]} at point {i}");
            if (!(seconds[i] >= (i == 0 ? 0 : seconds[i - 1])) || !double.IsFinite(seconds[i])) throw new ArgumentException($"seconds must not fall: {seconds[i]} at {tokens[i]} tokens");
        }
        (_tokens, _seconds) = (tokens.ToArray(), seconds.ToArray());
    }

    /// <summary>Tabulates a function of tokens that does not fall, from 1 to 262,144 tokens.</summary>
    public static TokenCurve Of(Func<double, double> seconds)
    {
        var tokens = new List<double>();
        for (var n = 1; n < PerOctave; n++) tokens.Add(n);
        for (var octave = 0; octave < Octaves; octave++)
            for (var i = 0; i < PerOctave; i++) tokens.Add((PerOctave + i) * (double)(1 << octave));
        tokens.Add(PerOctave * (double)(1 << Octaves));
        return new TokenCurve([.. tokens], [.. tokens.Select(seconds)]) { _regular = true };
    }

    /// <summary>Seconds for so many tokens. Allocates nothing.</summary>
    public double At(double tokens)
    {
        if (tokens <= 0) return 0;
        if (tokens <= _tokens[0]) return _seconds[0];
        var low = Math.Min(_regular ? RegularSegment(tokens) : Segment(tokens), _tokens.Length - 2);
        var high = low + 1;
        return _seconds[low] + (tokens - _tokens[low]) * (_seconds[high] - _seconds[low]) / (_tokens[high] - _tokens[low]);
    }

    // Points before the octave of this count, and how far into it the count is.
    private static int RegularSegment(double tokens)
    {
        if (tokens < PerOctave) return (int)tokens - 1;
        var octave = Math.ILogB(tokens) - Math.ILogB(PerOctave);
        return octave >= Octaves ? int.MaxValue : PerOctave - 1 + octave * PerOctave + (int)(tokens / (1L << octave)) - PerOctave;
    }

    private int Segment(double tokens)
    {
        var (low, high) = (0, _tokens.Length - 1);
        while (high - low > 1)
        {
            var middle = (low + high) >>> 1;
            if (_tokens[middle] <= tokens) low = middle;
            else high = middle;
        }
        return low;
    }
}
