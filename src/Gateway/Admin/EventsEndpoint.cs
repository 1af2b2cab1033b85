using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Features;
using Orchestrator.Contracts.Pools;
using Orchestrator.Gateway.Catalog;
using Orchestrator.Gateway.OpenAi.Errors;

namespace Orchestrator.Gateway.Admin;

/// <summary>
/// What happens in the pools, as server-sent events. Each pool is asked for what came after the last answer, so a reader who comes back, a new
/// silo and a slow reader need nothing of their own: all that is kept is the pool's own last events. Who reads too slowly is cut off.
/// </summary>
internal sealed class EventsEndpoint(ModelCatalog catalog, IGrainFactory grains, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private const int MostReaders = 64;

    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private int _readers;

    public async Task ServeAsync(HttpContext context)
    {
        var pool = context.Request.Query["pool"].ToString();
        if (pool.Length > 0 && !catalog.TryFind(pool, out _))
        {
            await AdminError.UnknownPool(pool).ExecuteAsync(context);
            return;
        }
        try
        {
            if (Interlocked.Increment(ref _readers) > MostReaders)
                await OpenAiErrorJson.AnswerAsync(context.Response, Refusals.Unavailable($"{MostReaders} readers watch already", TimeSpan.FromSeconds(10)), context.RequestAborted);
            else await WatchAsync(context, [.. catalog.All.Select(m => m.Name).Where(name => pool.Length == 0 || name == pool)]);
        }
        finally
        {
            Interlocked.Decrement(ref _readers);
        }
    }

    private async Task WatchAsync(HttpContext context, IReadOnlyList<string> pools)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var places = EventPlaces.Parse(context.Request.Headers["Last-Event-ID"].ToString());
        var pages = Channel.CreateBounded<(string Pool, PoolEventPage Page)>(pools.Count);
        var pumps = pools.Select(p => PumpAsync(p, places.Of(p), pages.Writer, end.Token)).ToList();
        try
        {
            await BeginAsync(context.Response);
            var starting = pools.ToHashSet();
            while (await NextAsync(pages.Reader, end.Token) is var next && !end.IsCancellationRequested)
            {
                var text = next is { } page ? EventText.Of(page.Pool, page.Page, places) : EventText.Heartbeat;
                // From here on nothing is missed; who wants to cause something waits for this.
                if (next is { } first && starting.Remove(first.Pool) && starting.Count == 0) text += EventText.Watching(pools, places);
                if (text.Length > 0) await SendAsync(context, text, end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The reader is gone, too slow, or the process ends.
        }
        finally
        {
            await end.CancelAsync();
            await Task.WhenAll(pumps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PumpAsync(string pool, EventCursor place, ChannelWriter<(string, PoolEventPage)> pages, CancellationToken end)
    {
        var isFirst = true;
        while (true)
        {
            PoolEventPage page;
            try
            {
                page = await grains.GetGrain<IGpuPoolGrain>(pool).Events(place, isFirst ? TimeSpan.Zero : s_wait).WaitAsync(end);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // No silo answers: the next one has its own events, and says so.
                await Task.Delay(s_pause, time, end);
                continue;
            }
            if (page.Events.Length > 0 || isFirst || page.Next.Incarnation != place.Incarnation) await pages.WriteAsync((pool, page), end);
            (place, isFirst) = (page.Next, false);
        }
    }

    private static async Task<(string Pool, PoolEventPage Page)?> NextAsync(ChannelReader<(string, PoolEventPage)> pages, CancellationToken end)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(end);
        patience.CancelAfter(s_heartbeat);
        try
        {
            return await pages.ReadAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!end.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task BeginAsync(HttpResponse response)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await response.StartAsync();
    }

    private static async Task SendAsync(HttpContext context, string text, CancellationToken end)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(end);
        patience.CancelAfter(s_patience);
        try
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), patience.Token);
            await context.Response.Body.FlushAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
            throw;
        }
    }
}
