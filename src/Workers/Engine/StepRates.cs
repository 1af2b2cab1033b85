using Orchestrator.Policies.Cost;

namespace Orchestrator.Workers.Engine;

/// <summary>
/// How fast this engine computes prompts and decodes, measured on the steps that it makes; the router predicts with these figures. Older
/// steps count less, so that a card that is throttled or shared is noticed.
/// </summary>
internal sealed class StepRates
{
    // Shorter prompt chunks read the weights for so few tokens that they say little of long prompts.
    private const int LongChunk = 64;

    // A decode step's share in what is known: about the last 200 steps count.
    private const double StepMemory = 0.995;

    // A long prompt's tokens: about the last 64k count.
    private const double TokenMemory = 1.0 / 65_536;

    // Steps with both: about the last 50 count.
    private const double MixedMemory = 0.98;

    private double _aloneTokens;
    private double _aloneSeconds;
    private double _mixedSteps;
    private double _mixedParts;
    private double _promptTokens;
    private double _promptSeconds;
    private bool _hasLong;

    // Decayed sums of a regression: steps, sequences, seconds, sequences², sequences × seconds.
    private double _n;
    private double _x;
    private double _y;
    private double _xx;
    private double _xy;

    /// <summary>Prompt tokens per second; 0 before any prompt.</summary>
    public double PromptTokensPerSecond => _promptSeconds > 0 ? _promptTokens / _promptSeconds : 0;

    /// <summary>How long a step with prompt tokens and answers takes, as a part of what both take alone; 0 before it is known.</summary>
    public double MixedFactor => _mixedSteps > 0 ? _mixedParts / _mixedSteps : 0;

    /// <summary>Times of steps by all this; null before any prompt and any decode step.</summary>
    public MeasuredStepTimes? Times => _n == 0 || _promptSeconds <= 0 ? null : new MeasuredStepTimes(PromptTokensPerSecond, StepSeconds, SequenceSeconds, 1);

    /// <summary>Seconds that each further sequence adds to a decode step; 0 while steps of different numbers have not been seen.</summary>
    public double SequenceSeconds
    {
        get
        {
            var spread = _n * _xx - _x * _x;
            return spread > 0.01 * _n * _n ? Math.Max(0, (_n * _xy - _x * _y) / spread) : 0;
        }
    }

    /// <summary>Seconds of a decode step with one sequence; 0 before any.</summary>
    public double StepSeconds => _n == 0 ? 0 : Math.Max((_y - SequenceSeconds * (_x - _n)) / _n, 0.1 * _y / _n);

    /// <summary>Learns from a step.</summary>
    /// <param name="promptTokens">Tokens of prompts in it.</param>
    /// <param name="decodes">Sequences that decoded one token.</param>
    /// <param name="took">How long it took.</param>
    public void Learn(int promptTokens, int decodes, TimeSpan took)
    {
        var seconds = took.TotalSeconds;
        if (promptTokens > 0)
        {
            Compare(promptTokens, decodes, seconds);
            // The first chunks, however short, are better than nothing.
            if (promptTokens < LongChunk && _hasLong) return;
            if (promptTokens >= LongChunk && !_hasLong) (_promptTokens, _promptSeconds, _hasLong) = (0, 0, true);
            var alone = Math.Max(seconds - (StepSeconds > 0 ? SequenceSeconds * decodes : 0), 0.1 * seconds);
            var kept = Math.Exp(-promptTokens * TokenMemory);
            (_promptTokens, _promptSeconds) = (kept * _promptTokens + promptTokens, kept * _promptSeconds + alone);
        }
        else if (decodes > 0)
        {
            (_n, _x, _y) = (StepMemory * _n + 1, StepMemory * _x + decodes, StepMemory * _y + seconds);
            (_xx, _xy) = (StepMemory * _xx + (double)decodes * decodes, StepMemory * _xy + decodes * seconds);
        }
    }

    // What a mixed step takes is compared with its parts, which must have been seen alone.
    private void Compare(int promptTokens, int decodes, double seconds)
    {
        if (promptTokens < LongChunk) return;
        if (decodes == 0)
        {
            var kept = Math.Exp(-promptTokens * TokenMemory);
            (_aloneTokens, _aloneSeconds) = (kept * _aloneTokens + promptTokens, kept * _aloneSeconds + seconds);
        }
        else if (_aloneTokens > 0 && _n > 0)
        {
            var parts = promptTokens * _aloneSeconds / _aloneTokens + StepSeconds + SequenceSeconds * (decodes - 1);
            (_mixedSteps, _mixedParts) = (MixedMemory * _mixedSteps + 1, MixedMemory * _mixedParts + seconds / parts);
        }
    }
}
