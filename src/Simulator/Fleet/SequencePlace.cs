namespace Orchestrator.Simulator.Fleet;

/// <summary>What a sequence is doing inside its worker.</summary>
internal enum SequencePlace
{
    /// <summary>Accepted, without blocks.</summary>
    Waiting,

    /// <summary>Its given tokens are being computed.</summary>
    Prefilling,

    /// <summary>It makes one token per step.</summary>
    Decoding,

    /// <summary>It has room for keys and values that come from another worker.</summary>
    Importing,

    /// <summary>Its prompt is computed, and another worker takes over.</summary>
    HandingOff,

    /// <summary>It has left the worker.</summary>
    Gone,
}
