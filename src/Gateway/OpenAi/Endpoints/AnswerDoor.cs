using System.Security.Cryptography;
using Orchestrator.Contracts.Requests;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Catalog;
using Orchestrator.Gateway.Generation;
using Orchestrator.Gateway.Metering;
using Orchestrator.Gateway.OpenAi.Errors;
using Orchestrator.Gateway.OpenAi.Requests;
using Orchestrator.Gateway.OpenAi.Responses;
using Orchestrator.Gateway.Startup;

namespace Orchestrator.Gateway.OpenAi.Endpoints;

/// <summary>The way of both endpoints from a sound request to its answer on the wire.</summary>
internal sealed class AnswerDoor(ModelCatalog catalog, AnswerFactory factory, DrainGate gate, GatewayOptions options, PoolPolicies policies, TimeProvider time)
{
    /// <summary>A client that takes nothing of one batch for so long has stopped reading.</summary>
    private static readonly TimeSpan s_readPatience = TimeSpan.FromSeconds(60);

    public RequestLimits Limits { get; } = new();

    /// <summary>The model a request names, or 404.</summary>
    public Parsed<ServedModel> Find(string name) => catalog.TryFind(name, out var model) ? model : Refusals.UnknownModel(name, catalog.Names);

    /// <summary>A request has come: <paramref name="answer"/> answers it, and its course is told, however it ends.</summary>
    public async Task FollowAsync(HttpContext context, string operation, Func<RequestCourse, Task> answer)
    {
        using var course = factory.Begin(context, operation);
        try
        {
            await answer(course);
        }
        catch (Exception e)
        {
            course.Failed(e);
            throw;
        }
    }

    /// <summary>Checks tokens and lengths against the model: the last thing that can be wrong with a request.</summary>
    public Parsed<AnswerOrder> Order(RequestCourse course, ServedModel model, GenerationOptions asked, IReadOnlyList<int[]> prompts, string param)
    {
        course.Tokenized(prompts.Sum(p => p.Length));
        if (model.Fit.RefuseUnknownTokens(asked) is { } unknown) return unknown;
        var lengths = new int[prompts.Count];
        for (var i = 0; i < lengths.Length; i++)
            if (!model.Fit.AnswerTokens(asked, prompts[i].Length, param).TryGet(out lengths[i], out var tooLong)) return tooLong;
        var policy = policies.Of(model.Name);
        var patience = asked.Timeout ?? options.RequestTimeout;
        var order = new AnswerOrder(RequestId.New(), model, asked, prompts, lengths, DrawSeed(asked), course.Arrived, time.GetUtcNow() + patience, patience) { Priorities = policy.Priorities, Targets = new AnswerTargets(policy.Ttft, policy.Tpot) };
        course.Ordered(order);
        return order with { Operation = course.Operation, Trace = course.Trace, Ready = course.Stages.Now };
    }

    /// <summary>Computes the answer and sends it, streamed or whole.</summary>
    /// <param name="context">The HTTP request.</param>
    /// <param name="course">Its course so far.</param>
    /// <param name="order">What to compute.</param>
    /// <param name="head">Repeated in every object.</param>
    /// <param name="chunks">How chunks look on a stream.</param>
    /// <param name="prefix">Text that each prompt's answers begin with (echo); null for none.</param>
    /// <param name="write">Writes a whole answer.</param>
    public async Task AnswerAsync(HttpContext context, RequestCourse course, AnswerOrder order, AnswerHead head, Func<ChunkWriter> chunks, IReadOnlyList<string>? prefix,
        Action<System.Buffers.IBufferWriter<byte>, IReadOnlyList<AnswerChoice>, Usage> write)
    {
        using var place = gate.TryEnter();
        if (place is null)
        {
            factory.Shed(order, FailureKind.Unavailable);
            await OpenAiErrorJson.AnswerAsync(context.Response, Refusals.Unavailable("the server is stopping", options.DrainTimeout), context.RequestAborted);
            return;
        }
        context.Response.Headers["X-Request-Id"] = head.Id;
        factory.Running(order, 1);
        await using var answer = new AnswerStream(order, factory, gate.CutOff, context.RequestAborted);
        try
        {
            await SendAsync(context, order, answer, chunks, prefix, write);
        }
        finally
        {
            factory.Running(order, -1);
            course.Answered(answer.Usage, answer.Error);
        }
    }

    private static async Task SendAsync(HttpContext context, AnswerOrder order, AnswerStream answer, Func<ChunkWriter> chunks, IReadOnlyList<string>? prefix,
        Action<System.Buffers.IBufferWriter<byte>, IReadOnlyList<AnswerChoice>, Usage> write)
    {
        // The status waits for the first token: an overload must not look like a success.
        var first = await answer.NextAsync();
        if (first.Count == 0 || answer.Error is not null) await FailAsync(context, answer);
        else if (order.Options.Stream) await StreamAsync(context, order, answer, first, chunks(), prefix);
        else await CollectAsync(context, order, answer, first, prefix, write);
    }

    private static async Task StreamAsync(HttpContext context, AnswerOrder order, AnswerStream answer, List<TokenChunk> batch, ChunkWriter chunks, IReadOnlyList<string>? prefix)
    {
        using var sse = SseWriter.Begin(context.Response, chunks);
        if (prefix is not null) batch.InsertRange(0, Enumerable.Range(0, order.Choices).Select(c => new TokenChunk(c, prefix[c / order.Options.Choices])));
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, answer.Cut);
        for (; batch.Count > 0; batch = await answer.NextAsync())
        {
            reading.CancelAfter(s_readPatience);
            if (!await sse.SendAsync(batch.ToArray(), reading.Token))
            {
                context.Abort();
                return;
            }
            reading.CancelAfter(Timeout.InfiniteTimeSpan);
        }
        if (answer.Error is { } error) await sse.FailAsync(error, context.RequestAborted);
        else await sse.CompleteAsync(answer.Usage, context.RequestAborted);
    }

    private static async Task CollectAsync(HttpContext context, AnswerOrder order, AnswerStream answer, List<TokenChunk> batch, IReadOnlyList<string>? prefix,
        Action<System.Buffers.IBufferWriter<byte>, IReadOnlyList<AnswerChoice>, Usage> write)
    {
        var whole = new WholeAnswer(order, prefix);
        for (; batch.Count > 0; batch = await answer.NextAsync()) foreach (var chunk in batch) whole.Add(chunk);
        if (answer.Error is not null || context.RequestAborted.IsCancellationRequested) await FailAsync(context, answer);
        else await JsonText.AnswerAsync(context.Response, body => write(body, whole.Choices, answer.Usage), context.RequestAborted);
    }

    private static Task FailAsync(HttpContext context, AnswerStream answer) => context.RequestAborted.IsCancellationRequested
        ? Task.CompletedTask
        : OpenAiErrorJson.AnswerAsync(context.Response, answer.Error ?? Refusals.Internal(context.TraceIdentifier), context.RequestAborted);

    private static ulong DrawSeed(GenerationOptions asked) =>
        asked.Sampling.Seed is { } seed ? unchecked((ulong)seed) : BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
}
