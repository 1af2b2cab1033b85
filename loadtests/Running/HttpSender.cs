using Orchestrator.LoadTests.Measures;
using Orchestrator.LoadTests.Requests;

namespace Orchestrator.LoadTests.Running;

/// <summary>Sends planned requests to the measured server.</summary>
internal sealed class HttpSender(HttpClient http, ServerModel model, RunClock clock, TimeSpan timeout, Measurements measures)
{
    public ReadOnlyMemory<byte> Prepare(LoadRequest request) => RequestBody.Write(model.Name, model.Form, request.Prompt, request.AnswerTokens);

    /// <summary>What became of it; null when <paramref name="stop"/> ended it.</summary>
    public async Task<RequestResult?> SendAsync(LoadRequest request, ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(timeout);
        var isMeasured = measures.IsMeasured(request.At);
        using var stream = new AnswerStream(http, clock, request, body)
        {
            OnGap = isMeasured ? measures.Gap : null,
            OnChunk = measures.Chunk,
        };
        try
        {
            return await stream.FirstAsync(limit.Token) ?? await stream.RestAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return stream.Failed(RequestResult.Timeout, $"no end within {timeout.TotalSeconds} s");
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
