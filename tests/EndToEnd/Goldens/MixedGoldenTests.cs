using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Goldens;

/// <summary>One worker does both.</summary>
[Collection<MixedCollection>]
public sealed class MixedGoldenTests(MixedSystem system) : GoldenTests(system);
