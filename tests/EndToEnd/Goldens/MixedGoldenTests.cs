using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Goldens;

/// <summary>One worker does both.</summary>
public sealed class MixedGoldenTests(MixedSystem system) : GoldenTests(system), IClassFixture<MixedSystem>;
