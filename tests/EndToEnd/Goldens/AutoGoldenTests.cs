using Orchestrator.EndToEnd.Systems;
using Xunit;

namespace Orchestrator.EndToEnd.Goldens;

/// <summary>Prefill and decode apart where the prompt is long.</summary>
public sealed class AutoGoldenTests(AutoSystem system) : GoldenTests(system), IClassFixture<AutoSystem>;
