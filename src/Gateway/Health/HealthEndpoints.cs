using Orchestrator.Contracts.Pools;
using Orchestrator.Gateway.Catalog;
using Orchestrator.Gateway.OpenAi.Endpoints;

namespace Orchestrator.Gateway.Health;

/// <summary>/health/live: the process answers. /health/ready: a first request to every model could be served.</summary>
internal sealed class HealthEndpoints(ModelCatalog catalog, IGrainFactory grains, DrainGate gate)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Text("live"));
        routes.MapGet("/health/ready", async () => await WhyNotReadyAsync() is { } reason ? Results.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable) : Results.Text("ready"));
    }

    private async Task<string?> WhyNotReadyAsync()
    {
        if (gate.IsClosed) return "the server is stopping";
        try
        {
            foreach (var model in catalog.All)
            {
                var workers = await grains.GetGrain<IGpuPoolGrain>(model.Name).Workers();
                if (!workers.Any(w => w is { Drain: false, Status.State: WorkerState.Ready })) return $"no worker of {model.Name} is ready; it has {workers.Length}";
            }
            return null;
        }
        catch (Exception e)
        {
            return $"the cluster does not answer: {e.Message}";
        }
    }
}
