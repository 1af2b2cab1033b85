using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Goldens;

/// <summary>Prefill and decode always apart.</summary>
public sealed class SplitGoldenTests(SplitSystem system) : GoldenTests(system), IClassFixture<SplitSystem>;
