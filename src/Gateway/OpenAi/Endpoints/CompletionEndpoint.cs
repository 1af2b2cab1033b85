using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Catalog;
using Orchestrator.Gateway.Metering;
using Orchestrator.Gateway.OpenAi.Errors;
using Orchestrator.Gateway.OpenAi.Requests;
using Orchestrator.Gateway.OpenAi.Responses;

namespace Orchestrator.Gateway.OpenAi.Endpoints;

/// <summary>POST /v1/completions.</summary>
internal sealed class CompletionEndpoint(AnswerDoor door, TimeProvider time)
{
    public Task HandleAsync(HttpContext context) => door.FollowAsync(context, GenAi.Completion, course => AnswerAsync(context, course));

    private async Task AnswerAsync(HttpContext context, RequestCourse course)
    {
        var read = await RequestBody.ReadAsync(context.Request, door.Limits, context.RequestAborted);
        if (!read.TryGet(out var body, out var error) || !CompletionRequest.Parse(body, door.Limits).TryGet(out var request, out error)
            || !door.Find(request.Options.Model).TryGet(out var model, out error) || !Order(course, model, request).TryGet(out var order, out error))
        {
            await OpenAiErrorJson.AnswerAsync(context.Response, error, context.RequestAborted);
            return;
        }
        var head = AnswerHead.ForCompletion(order.Request.Value, time.GetUtcNow(), model.Name, model.Name);
        var prefix = request.Echo ? request.Prompts.Select(p => TextOf(model, p)).ToList() : null;
        await door.AnswerAsync(context, course, order, head, () => new CompletionChunkWriter(head, request.Options.IncludeUsage, order.Choices), prefix,
            (output, choices, usage) => CompletionAnswer.Write(output, head, choices, usage));
    }

    private Parsed<AnswerOrder> Order(RequestCourse course, ServedModel model, CompletionRequest request)
    {
        course.Read();
        foreach (var prompt in request.Prompts) if (model.Fit.RefuseUnknownTokens(prompt) is { } unknown) return unknown;
        return door.Order(course, model, request.Options, [.. request.Prompts.Select(p => TokensOf(model, p))], "prompt");
    }

    // Text of a plain completion may name special tokens as vLLM and llama.cpp allow it; ids are taken as they are.
    private static int[] TokensOf(ServedModel model, Prompt prompt) => prompt is Prompt.Tokens tokens
        ? [.. tokens.Ids]
        : [.. model.Tokenizer.Encode(((Prompt.Text)prompt).Value, addSpecial: true, parseSpecial: true)];

    private static string TextOf(ServedModel model, Prompt prompt) => prompt is Prompt.Text text ? text.Value : model.Tokenizer.Decode(((Prompt.Tokens)prompt).Ids);
}
