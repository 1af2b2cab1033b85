using System.Diagnostics;
using Orchestrator.Contracts.Protocol;
using Orchestrator.Workers.Engine;

namespace Orchestrator.Workers.Metering;

/// <summary>Notes what becomes of an engine's sequences, for metrics and traces. On the engine's thread; nothing is allocated per token, and spans are made only for requests that somebody traces.</summary>
/// <param name="meter">Takes the figures; null: nobody does.</param>
/// <param name="time">The engine's clock.</param>
internal sealed class EngineWatch(EngineMeter? meter, TimeProvider time)
{
    private readonly EngineTrace _trace = new(time);

    public void Accepted(Sequence sequence, string traceparent)
    {
        sequence.Course.Accepted = time.GetTimestamp();
        if (traceparent.Length > 0 && ActivityContext.TryParse(traceparent, null, isRemote: true, out var context)) sequence.Course.Trace = context;
    }

    /// <summary>It has blocks and takes part in steps; again after a preemption, which is no new beginning.</summary>
    public void Began(Sequence sequence)
    {
        var course = sequence.Course;
        if (course.Began is not null) return;
        course.Began = time.GetTimestamp();
        meter?.Queued(time.GetElapsedTime(course.Accepted, course.Began.Value));
        _trace.Queued(sequence);
    }

    /// <summary>It came with its keys and values.</summary>
    public void Joined(Sequence sequence) => sequence.Course.Decoding = sequence.Course.Last = time.GetTimestamp();

    /// <summary>A step with so many tokens is done.</summary>
    public void Stepped(int tokens) => meter?.Stepped(tokens);

    /// <summary>A token was made.</summary>
    /// <param name="sequence">Whose.</param>
    /// <param name="now">The end of the step, a timestamp.</param>
    public void Token(Sequence sequence, long now)
    {
        var course = sequence.Course;
        course.Made++;
        if (course.Decoding is null)
        {
            course.Decoding = now;
            meter?.FirstToken(time.GetElapsedTime(course.Accepted, now), time.GetElapsedTime(course.Began ?? course.Accepted, now));
            _trace.Prefilled(sequence);
        }
        else meter?.NextToken(time.GetElapsedTime(course.Last, now));
        course.Last = now;
    }

    /// <summary>Its answer has ended here.</summary>
    public void Ended(Sequence sequence, Ended.Types.Reason reason) => Over(sequence, reason switch
    {
        Contracts.Protocol.Ended.Types.Reason.EndToken or Contracts.Protocol.Ended.Types.Reason.Complete => "stop",
        Contracts.Protocol.Ended.Types.Reason.Length => "length",
        Contracts.Protocol.Ended.Types.Reason.Deadline => "abort",
        _ => "error",
    });

    /// <summary>Another worker goes on with it.</summary>
    public void HandedOff(Sequence sequence) => Over(sequence, null);

    /// <summary>It is no longer here; without one of the above somebody has given it up.</summary>
    public void Left(Sequence sequence) => Over(sequence, "abort");

    // why: vLLM's word; null when the request is not over.
    private void Over(Sequence sequence, string? why)
    {
        var course = sequence.Course;
        if (course.IsOver) return;
        course.IsOver = true;
        var now = time.GetTimestamp();
        meter?.Over(sequence, why, time.GetElapsedTime(course.Accepted, now),
            course.Began is { } began ? time.GetElapsedTime(began, now) : null,
            course.Decoding is { } decoding && course.Made > 0 ? time.GetElapsedTime(decoding, Math.Max(course.Last, decoding)) : null);
        _trace.Over(sequence, why ?? "handed_off");
    }
}
