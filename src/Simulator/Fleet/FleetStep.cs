using Orchestrator.Policies.Cost;

namespace Orchestrator.Simulator.Fleet;

/// <summary>A step that a worker has begun: what it computes, and how long it takes.</summary>
/// <param name="Chunks">Pieces of given tokens, with how many each.</param>
/// <param name="Work">All of it, decoding sequences included.</param>
/// <param name="Decodes">Whether every decoding sequence makes a token.</param>
/// <param name="CopiedBlocks">Blocks that are copied back from the host before it.</param>
internal sealed record FleetStep(List<(FleetSequence Sequence, int Tokens)> Chunks, StepWork Work, bool Decodes, int CopiedBlocks);
