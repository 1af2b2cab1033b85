using System.Diagnostics;
using Orchestrator.Hosting.Telemetry;
using Orchestrator.Workers.Engine;

namespace Orchestrator.Workers.Metering;

/// <summary>Makes an engine's spans once their end is known: queue, prefill and decode, children of the request's span at the gateway.</summary>
internal sealed class EngineTrace(TimeProvider time)
{
    public void Queued(Sequence sequence) => Make(sequence, "queue", sequence.Course.Accepted, sequence.Course.Began);

    public void Prefilled(Sequence sequence) => Make(sequence, "prefill", sequence.Course.Began ?? sequence.Course.Accepted, sequence.Course.Decoding)
        ?.SetTag("gen_ai.usage.input_tokens", sequence.PromptTokens).SetTag("gen_ai.usage.cache_read.input_tokens", sequence.CachedTokens ?? 0).SetTag("orchestrator.given_tokens", sequence.GivenTokens).Dispose();

    public void Over(Sequence sequence, string why)
    {
        var course = sequence.Course;
        // A prompt that goes elsewhere has one token, which is its prefill's.
        if (course.Decoding is not { } decoding || (why == "handed_off" && course.Made <= 1)) return;
        Make(sequence, "decode", decoding, Math.Max(course.Last, decoding))?.SetTag("gen_ai.usage.output_tokens", course.Made).SetTag("gen_ai.response.finish_reasons", why).Dispose();
    }

    /// <summary>A transfer of keys and values is over.</summary>
    /// <param name="parent">The request's span; default: nobody traces it.</param>
    /// <param name="began">When it began, UTC.</param>
    /// <param name="target">The worker that gets them.</param>
    /// <param name="attempt">The attempt that it knows.</param>
    /// <param name="tokens">How many tokens have them.</param>
    /// <param name="failure">Why they are not there; null when they are.</param>
    public static void Transferred(ActivityContext parent, DateTimeOffset began, string target, int attempt, int tokens, string? failure)
    {
        if (parent.TraceId == default) return;
        using var span = Telemetry.Source.StartActivity("kv-transfer", ActivityKind.Internal, parent, startTime: began);
        span?.SetTag("orchestrator.worker", target).SetTag("orchestrator.attempt", attempt).SetTag("orchestrator.tokens", tokens);
        if (failure is not null) span?.SetStatus(ActivityStatusCode.Error, failure);
    }

    private Activity? Make(Sequence sequence, string name, long from, long? to)
    {
        var course = sequence.Course;
        if (course.Trace.TraceId == default || to is not { } end || Telemetry.Source.StartActivity(name, ActivityKind.Internal, course.Trace, startTime: At(from)) is not { } span) return null;
        span.SetEndTime(At(end).UtcDateTime);
        span.SetTag("orchestrator.attempt", sequence.Key.Attempt).SetTag("orchestrator.choice", sequence.Key.Choice);
        if (name == "queue") span.Dispose();
        return span;
    }

    private DateTimeOffset At(long timestamp) => time.GetUtcNow() - time.GetElapsedTime(timestamp);
}
