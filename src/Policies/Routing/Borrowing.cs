namespace Orchestrator.Policies.Routing;

/// <summary>
/// Lets a worker of the other role help out for one request: a decode worker computes a prompt that would be late, a few tokens beside each step's answers,
/// and a prefill worker goes on with an answer that would be slow elsewhere. It covers the seconds in which roles do not fit the demand.
/// </summary>
/// <param name="FirstToken">Seconds to the first token that are promised; a prompt is late when half of them would be spent.</param>
/// <param name="PerToken">Seconds between tokens that are promised.</param>
public sealed record Borrowing(double FirstToken, double PerToken)
{
    // Steps that would take longer than this part of what is promised have no place for one more answer.
    private const double FullStep = 0.95;

    // A worker for prompts that makes answers computes prompts slowly: it is asked only when the others are beyond what is promised.
    private const double OverfullStep = 1.1;

    /// <summary>Seconds that a prompt may wait and be computed for; twice its own time is promised to long ones.</summary>
    /// <param name="computing">Seconds of computing it.</param>
    public double Patience(double computing) => Math.Max(FirstToken / 2, computing);

    /// <summary>Part of its time that a worker has left for prompts beside the answers that it makes; 0 for none.</summary>
    public double Spare(in WorkerLoad worker) => worker.Sequences == 0 ? 1 : Math.Max(0, 1 - Step(worker, 0) / PerToken);

    /// <summary>Whether one answer more would make all of them slower than promised.</summary>
    public bool IsFull(in WorkerLoad worker) => Step(worker, 1) > FullStep * PerToken;

    /// <summary>Whether one answer more would make all of them so slow that a worker for prompts should take it.</summary>
    public bool IsOverfull(in WorkerLoad worker) => Step(worker, 1) > OverfullStep * PerToken;

    private static double Step(in WorkerLoad worker, int more) => worker.StepSeconds + worker.SequenceSeconds * Math.Max(0, worker.Sequences + more - 1);
}
