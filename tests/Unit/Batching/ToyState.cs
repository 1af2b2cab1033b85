namespace Orchestrator.Unit.Batching;

/// <summary>Where a toy sequence is; as in the worker's engine.</summary>
internal enum ToyState
{
    Waiting,
    Running,
    HandingOff,
    Importing,
    Done,
}
