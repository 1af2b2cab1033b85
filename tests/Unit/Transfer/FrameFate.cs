namespace Orchestrator.Unit.Transfer;

/// <summary>What a <see cref="FrameProxy"/> does with a frame.</summary>
internal enum FrameFate
{
    Pass,

    /// <summary>It never arrives.</summary>
    Lose,

    /// <summary>The connection ends instead.</summary>
    Cut,
}
