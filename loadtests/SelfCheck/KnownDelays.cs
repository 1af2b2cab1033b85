namespace Orchestrator.LoadTests.SelfCheck;

/// <summary>What the known server does with a request.</summary>
/// <param name="First">From a request's arrival, or the stall's end, to its first token.</param>
/// <param name="Between">From token to token.</param>
/// <param name="StallFrom">Requests that arrive from here on wait, since the run's start.</param>
/// <param name="StallTo">Until here.</param>
internal sealed record KnownDelays(TimeSpan First, TimeSpan Between, TimeSpan StallFrom, TimeSpan StallTo)
{
    /// <summary>When the first token of a request goes out, as its arrival asks for.</summary>
    public TimeSpan FirstAt(TimeSpan arrival) => (arrival >= StallFrom && arrival < StallTo ? StallTo : arrival) + First;

    /// <summary>From the intended start to the first token, when nothing else takes any time.</summary>
    public TimeSpan Ttft(TimeSpan intended) => FirstAt(intended) - intended;

    public TimeSpan Whole(TimeSpan intended, int tokens) => Ttft(intended) + (tokens - 1) * Between;
}
