using System.Text.Json;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Catalog;
using Orchestrator.Gateway.Metering;
using Orchestrator.Gateway.OpenAi.Errors;
using Orchestrator.Gateway.OpenAi.Requests;
using Orchestrator.Gateway.OpenAi.Responses;
using Orchestrator.Gateway.Templates;

namespace Orchestrator.Gateway.OpenAi.Endpoints;

/// <summary>POST /v1/chat/completions.</summary>
internal sealed class ChatEndpoint(AnswerDoor door, TimeProvider time)
{
    public Task HandleAsync(HttpContext context) => door.FollowAsync(context, GenAi.Chat, course => AnswerAsync(context, course));

    private async Task AnswerAsync(HttpContext context, RequestCourse course)
    {
        var read = await RequestBody.ReadAsync(context.Request, door.Limits, context.RequestAborted);
        if (!read.TryGet(out var body, out var error) || !ChatRequest.Parse(body, door.Limits).TryGet(out var request, out error)
            || !Order(course, request).TryGet(out var order, out error))
        {
            await OpenAiErrorJson.AnswerAsync(context.Response, error, context.RequestAborted);
            return;
        }
        var head = AnswerHead.ForChat(order.Request.Value, time.GetUtcNow(), order.Model.Name, order.Model.Name);
        await door.AnswerAsync(context, course, order, head, () => new ChatChunkWriter(head, request.Options.IncludeUsage, order.Choices), null,
            (output, choices, usage) => ChatAnswer.Write(output, head, choices, usage));
    }

    private Parsed<AnswerOrder> Order(RequestCourse course, ChatRequest request)
    {
        course.Read();
        if (!door.Find(request.Options.Model).TryGet(out var model, out var error) || !Render(model, request).TryGet(out var text, out error)) return error;
        int[] prompt = [.. model.Tokenizer.Encode(text, addSpecial: true, parseSpecial: true)];
        return door.Order(course, model, request.Options, [prompt], "messages");
    }

    private Parsed<string> Render(ServedModel model, ChatRequest request)
    {
        try
        {
            return model.Template.Render(new ChatTemplateInput
            {
                Messages = MessageJson.From(request.Messages),
                Tools = request.Tools.Count > 0 && request.ToolChoice is not ToolChoice.None ? JsonSerializer.SerializeToElement(request.Tools.Select(t => t.Json)) : null,
                AddGenerationPrompt = request.AddGenerationPrompt,
                BosToken = model.Tokenizer.BosText,
                EosToken = model.Tokenizer.EosText,
                Variables = request.TemplateVariables,
            }, time);
        }
        catch (TemplateException e)
        {
            return new OpenAiError(StatusCodes.Status400BadRequest, "invalid_request_error", "template_error", "messages", $"the model's chat template does not take these messages: {e.Message}");
        }
    }
}
