namespace Orchestrator.Policies.Cost;

/// <summary>How long a worker's steps take, from a catalogue or as measured.</summary>
public interface IStepTimes
{
    /// <summary>Seconds of a step; 0 for a step without tokens.</summary>
    double Seconds(in StepWork work);
}
