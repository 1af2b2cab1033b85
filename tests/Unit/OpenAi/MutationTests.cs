using System.Buffers;
using System.Text.Json;
using Orchestrator.Gateway.OpenAi.Errors;
using Xunit;

namespace Orchestrator.Unit.OpenAi;

public sealed class MutationTests
{
    [Fact]
    public void Whatever_bytes_are_changed_the_answer_is_a_request_or_an_error()
    {
        var (taken, refused) = Run(Mutations.OfBytes, 20_000);
        Assert.True(taken > 100 && refused > 1000, $"the test has lost its point: {taken} taken, {refused} refused");
    }

    [Fact]
    public void Whatever_values_are_changed_the_answer_is_a_request_or_an_error()
    {
        var (taken, refused) = Run(Mutations.OfValues, 20_000);
        Assert.True(taken > 1000 && refused > 1000, $"the test has lost its point: {taken} taken, {refused} refused");
    }

    private static (int Taken, int Refused) Run(Func<string, Random, byte[]> mutate, int times)
    {
        var random = RandomSeed.New();
        var (taken, refused) = (0, 0);
        for (var i = 0; i < times; i++)
        {
            var (endpoint, body) = i % 2 == 0 ? (Door.Chat, SoundBodies.Chat) : (Door.Completion, SoundBodies.Completion);
            var mutated = mutate(body, random);
            if (Door.ErrorOf(endpoint, mutated) is not { } error)
            {
                taken++;
                continue;
            }
            refused++;
            AssertSound(error);
        }
        return (taken, refused);
    }

    // Messages and params carry what the client sent, so they must be writable whatever that was.
    private static void AssertSound(OpenAiError error)
    {
        Assert.Equal(400, error.Status);
        Assert.InRange(error.Message.Length, 5, 800);
        var json = new ArrayBufferWriter<byte>();
        OpenAiErrorJson.Write(json, error);
        using var read = JsonDocument.Parse(json.WrittenMemory);
        Assert.Equal(error.Param, read.RootElement.GetProperty("error").GetProperty("param").GetString());
        Assert.Equal(error.Message, read.RootElement.GetProperty("error").GetProperty("message").GetString());
    }
}
