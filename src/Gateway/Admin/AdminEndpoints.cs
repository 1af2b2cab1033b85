using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.Admin;

/// <summary>The admin API: what the system does, and orders to it. Every call needs the admin key, but for the page that describes the calls.</summary>
internal sealed class AdminEndpoints(AdminKey key, PoolEndpoints pools, WorkerEndpoints workers, RequestEndpoints requests, DecisionEndpoints decisions, EventsEndpoint events)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        AdminDocs.MapPage(routes);
        var admin = routes.MapGroup("/admin").AddEndpointFilter(async (call, next) => await CheckKeyAsync(call.HttpContext) ? await AskAsync(() => next(call)) : Results.Empty);
        AdminDocs.MapDescription(admin);
        pools.Map(admin);
        workers.Map(admin);
        requests.Map(admin);
        decisions.Map(admin);
        admin.MapGet("/events", (HttpContext context) => events.ServeAsync(context));
    }

    private static async ValueTask<object?> AskAsync(Func<ValueTask<object?>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is TimeoutException or Orleans.Runtime.OrleansException)
        {
            return new AdminError(Refusals.Unavailable($"the cluster does not answer: {e.Message}", TimeSpan.FromSeconds(1)));
        }
    }

    private async Task<bool> CheckKeyAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (key.Opens(authorization)) return true;
        await OpenAiErrorJson.AnswerAsync(context.Response, authorization.Length == 0 ? Refusals.MissingKey() : Refusals.InvalidKey(), context.RequestAborted);
        return false;
    }
}
