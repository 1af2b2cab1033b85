using System.Text.Json.Nodes;
using Orchestrator.Contracts.Pools;

namespace Orchestrator.Gateway.Admin;

/// <summary>A worker as the admin API shows it.</summary>
internal static class WorkerJson
{
    public static JsonObject From(string pool, WorkerRecord worker)
    {
        var status = worker.Status;
        return new JsonObject
        {
            ["id"] = status.Life.Worker.Value,
            ["pool"] = pool,
            ["life"] = status.Life.Life.ToString("N"),
            ["role"] = Name(status.Role),
            ["desired_role"] = Name(worker.DesiredRole),
            ["state"] = Name(status.State),
            ["drain"] = worker.Drain,
            ["held"] = worker.Held,
            ["parked"] = worker.Parked,
            ["epoch"] = worker.DesiredEpoch,
            ["confirmed_epoch"] = status.Epoch,
            ["device"] = status.Device,
            ["loaded"] = status.Loaded,
            ["seconds_since_renewed"] = Math.Round(worker.SinceRenewed.TotalSeconds, 3),
            ["running"] = status.Running,
            ["waiting"] = status.Waiting,
            ["steps"] = status.Step,
            ["max_context"] = status.MaxContext,
            ["kv_blocks_total"] = status.KvBlocksTotal,
            ["kv_blocks_free"] = status.KvBlocksFree,
            ["kv_blocks_cached"] = status.KvBlocksCached,
            ["prefix_cache_resets"] = status.PrefixCacheResets,
            ["prompt_tokens_prefilled"] = status.PromptTokensPrefilled,
            ["prompt_tokens_cached"] = status.PromptTokensCached,
            ["tokens_decoded"] = status.TokensDecoded,
            ["kv_bytes_sent"] = status.KvBytesSent,
            ["kv_bytes_received"] = status.KvBytesReceived,
            ["leaving"] = status.Leaving,
            ["worked_epoch"] = status.WorkedEpoch,
            ["migrations_out"] = status.MigrationsOut,
            ["migrations_in"] = status.MigrationsIn,
            ["migrations_failed"] = status.MigrationsFailed,
            ["prompt_tokens_per_s"] = Math.Round(status.PrefillTokensPerSecond, 1),
            ["decode_step_ms"] = Math.Round(1000 * status.DecodeStepSeconds, 3),
            ["decode_sequence_ms"] = Math.Round(1000 * status.DecodeSequenceSeconds, 4),
            ["mixed_step_factor"] = Math.Round(status.MixedStepFactor, 3),
            ["kv_bytes_per_s"] = Math.Round(status.KvBytesPerSecond),
            ["fingerprint"] = status.Fingerprint,
        };
    }

    private static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
