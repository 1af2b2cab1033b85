using System.Buffers;
using System.Text.Json;
using Orchestrator.LoadTests.Options;
using Orchestrator.LoadTests.Prompts;
using Xunit;

namespace Orchestrator.Unit.LoadTests;

/// <summary>What prompts are made of.</summary>
public sealed class PromptFormTests
{
    private static readonly PromptForm s_ids = new PromptForm.Ids(new TokenRange(256, 511));

    [Fact]
    public void Ids_are_as_many_as_wanted_and_within_their_range()
    {
        var ids = Ids(new PromptPiece(1, 1000), new PromptPiece(2, 24));
        Assert.Equal(1024, ids.Length);
        Assert.All(ids, id => Assert.InRange(id, 256, 511));
        Assert.True(ids.Distinct().Count() > 200);
    }

    [Fact]
    public void Equal_seeds_share_their_beginning_and_other_seeds_share_nothing()
    {
        Assert.Equal(Ids(new PromptPiece(9, 100)), Ids(new PromptPiece(9, 300))[..100]);
        var (a, b) = (Ids(new PromptPiece(PieceContents.Seed(1, 0, 1), 64)), Ids(new PromptPiece(PieceContents.Seed(1, 0, 2), 64)));
        Assert.NotEqual(a[..16], b[..16]);
        Assert.NotEqual(PieceContents.Seed(1, 2), PieceContents.Seed(2, 1));
    }

    [Fact]
    public void Words_make_as_many_tokens_as_the_servers_counts_lead_to_expect()
    {
        var form = new PromptForm.Words(TokensPerWord: 1.6, Overhead: 1);
        var words = Value(form, new PromptPiece(1, 400), new PromptPiece(2, 401)).GetString()!.Split(' ').Length;
        Assert.Equal(801, words * 1.6 + 1, 1.7);
    }

    [Fact]
    public void Words_of_a_shared_piece_are_the_same_whatever_follows()
    {
        var form = new PromptForm.Words(TokensPerWord: 1.3, Overhead: 2);
        var (a, b) = (Value(form, new PromptPiece(1, 200), new PromptPiece(2, 10)).GetString()!, Value(form, new PromptPiece(1, 200), new PromptPiece(3, 90)).GetString()!);
        var shared = a.Zip(b).TakeWhile(c => c.First == c.Second).Count();
        Assert.True(a[..shared].Split(' ').Length >= 153, a[..shared]);
    }

    [Fact]
    public void A_prompt_is_never_empty() => Assert.NotEmpty(Value(new PromptForm.Words(1, 5), new PromptPiece(1, 1)).GetString()!);

    private static int[] Ids(params PromptPiece[] pieces) => [.. Value(s_ids, pieces).EnumerateArray().Select(id => id.GetInt32())];

    private static JsonElement Value(PromptForm form, params PromptPiece[] pieces)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes)) form.Write(json, pieces);
        return JsonDocument.Parse(bytes.WrittenMemory).RootElement;
    }
}
