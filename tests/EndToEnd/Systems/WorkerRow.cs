using System.Text.Json;

namespace Orchestrator.EndToEnd.Systems;

/// <summary>A worker as the admin API lists it.</summary>
internal sealed record WorkerRow
{
    public static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true };

    public required string Id { get; init; }
    public required string Pool { get; init; }
    public required string Life { get; init; }
    public required string Role { get; init; }
    public required string DesiredRole { get; init; }
    public required string State { get; init; }
    public required long Epoch { get; init; }
    public required long ConfirmedEpoch { get; init; }
    public required bool Held { get; init; }
    public required bool Parked { get; init; }
    public required double SecondsSinceRenewed { get; init; }
    public required int Running { get; init; }
    public required int Waiting { get; init; }
    public required int KvBlocksTotal { get; init; }
    public required int KvBlocksFree { get; init; }
    public required int KvBlocksCached { get; init; }
    public required long PrefixCacheResets { get; init; }
    public required long PromptTokensPrefilled { get; init; }
    public required long PromptTokensCached { get; init; }
    public required long TokensDecoded { get; init; }
    public required long KvBytesSent { get; init; }
    public required long KvBytesReceived { get; init; }
    public required int Leaving { get; init; }
    public required long WorkedEpoch { get; init; }
    public required long MigrationsOut { get; init; }
    public required long MigrationsIn { get; init; }
    public required long MigrationsFailed { get; init; }

    /// <summary>Nothing runs, nothing waits, and every block is free or kept for reuse.</summary>
    public bool IsIdle => Running == 0 && Waiting == 0 && KvBlocksFree + KvBlocksCached == KvBlocksTotal;
}
