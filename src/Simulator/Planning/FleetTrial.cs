using Orchestrator.Simulator.Fleet;

namespace Orchestrator.Simulator.Planning;

/// <summary>What came of one fleet under the workload.</summary>
/// <param name="Scores">Of its run, ended early once it could not hold any more.</param>
/// <param name="Holds">Whether enough requests were served as promised.</param>
/// <param name="LateFirst">Requests whose first token was late, or that were turned away.</param>
/// <param name="LateTokens">Requests whose other tokens were slow.</param>
internal sealed record FleetTrial(FleetScores Scores, bool Holds, int LateFirst, int LateTokens);
