using System.Text;
using Orchestrator.Gateway.Tokenization;
using Orchestrator.Hosting.Settings;
using Orchestrator.ModelFiles;
using Xunit;

namespace Orchestrator.Unit.DemoChat;

/// <summary>The model that comes along, as a file.</summary>
public sealed class DemoChatTests
{
    private static string Path => DemoModel.Path;

    [Fact]
    public void It_is_a_small_llama_with_shared_keys_that_says_how_it_was_made()
    {
        using var model = ModelFile.Open(Path);
        Assert.InRange(new FileInfo(Path).Length, 1 << 20, 12_000_000);
        Assert.Equal("llama", model.Config.Architecture);
        Assert.InRange(model.Config.KvHeads, 1, model.Config.Heads - 1);
        Assert.InRange(model.Config.ContextLength, 1024, int.MaxValue);
        Assert.Equal(4096, model.Config.Vocab);
    }

    [Fact]
    public void Its_tokenizer_reads_and_writes_as_llama_cpps_does()
    {
        var tokenizer = Tokenizer.Load(Path);
        Assert.InRange(GoldenModels.DemoChats.Count, 20, int.MaxValue);
        foreach (var golden in GoldenModels.DemoChats)
        {
            Assert.Equal(golden.PromptTokens, tokenizer.Encode(golden.Prompt, addSpecial: false, parseSpecial: true));
            var text = new StringBuilder();
            var detokenizer = tokenizer.CreateDetokenizer();
            foreach (var id in golden.Stopped ? golden.Tokens[..^1] : golden.Tokens) text.Append(detokenizer.Append(id));
            Assert.Equal(golden.Text, text.Append(detokenizer.Flush()).ToString());
        }
    }
}
