namespace Orchestrator.Contracts.Protocol;

/// <summary>The version of the rules between processes; peers of another version are refused.</summary>
public static class ProtocolVersion
{
    public const uint Current = 2;
}
