using Orchestrator.Contracts.Protocol;

namespace Orchestrator.Gateway.Generation;

/// <summary>What comes of a generation: tokens in order without gap or repetition, then exactly one end.</summary>
internal abstract record GenerationEvent
{
    private GenerationEvent() { }

    /// <summary>The next token of the answer; with the first one, how many prompt tokens the worker had in its cache.</summary>
    public sealed record Token(int Id, Logprobs? Logprobs, int Cached = 0) : GenerationEvent;

    /// <summary>The answer is complete: it ended by itself, or it has the length that was asked for.</summary>
    public sealed record Finished(bool ByLength) : GenerationEvent;

    /// <summary>There will be no (more of the) answer.</summary>
    public sealed record Failed(FailureKind Kind, string Reason, TimeSpan RetryAfter) : GenerationEvent;
}

/// <summary>Why a generation failed, as the client has to know it.</summary>
internal enum FailureKind
{
    /// <summary>No room; later there may be.</summary>
    Overloaded,

    /// <summary>Nobody here can serve it: no worker takes it, or the process is ending.</summary>
    Unavailable,

    /// <summary>The deadline has passed.</summary>
    Late,

    /// <summary>The request cannot be served by any worker as it is.</summary>
    Refused,

    /// <summary>Workers failed again and again.</summary>
    Broken,

    /// <summary>The client does not read its stream.</summary>
    Overrun,
}
