using Orchestrator.Gateway.Tokenization;
using Orchestrator.ModelFiles.Writing;
using Orchestrator.Tools.TrainDemoModel.Corpus;
using Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;
using Xunit;

namespace Orchestrator.Unit.DemoCorpus;

/// <summary>The demo model's tokens: every text has some, and the gateway cuts as the trainer did.</summary>
public sealed class DemoVocabularyTests
{
    private static readonly DemoVocabulary s_vocabulary = DemoVocabulary.Train(Enumerable.Range(0, 300).Select(number => ChatMarkup.Prompt(ConversationSource.Training(7, (ulong)number))), 1200);

    private static readonly string[] s_texts =
    [
        "", " ", "Hello there!  How  are you?\n\n\tFine.", "12 + 345 = 357", "{\"name\": \"get_time\", \"arguments\": {\"n\": 1}}", "Zürich, 東京, 🚀 и Москва", "don't WE'LL I'd", "a\r\nb \n c   ",
        "<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n<think>\n1\n</think>\n\n<tool_call>\n{}\n</tool_call><|im_end|>", "<|im_start|", "</think", "\u00a0\u2003x\u0301",
    ];

    [Fact]
    public void A_vocabulary_has_its_size_and_every_token_once()
    {
        Assert.InRange(s_vocabulary.Size, 1100, 1200);
        Assert.Equal(s_vocabulary.Size, s_vocabulary.Spellings.Distinct().Count());
        Assert.All("0123456789", digit => Assert.Single(s_vocabulary.Encode(digit.ToString())));
        Assert.Equal(3, s_vocabulary.Encode("357").Count);
    }

    [Fact]
    public void Text_comes_back_as_it_was()
    {
        foreach (var text in s_texts.Where(text => !text.Contains("<|im_start|>", StringComparison.Ordinal))) Assert.Equal(text, s_vocabulary.Decode(s_vocabulary.Encode(text)));
    }

    [Fact]
    public void The_gateway_cuts_text_as_the_trainer_did()
    {
        var path = Path.GetTempFileName();
        try
        {
            Write(path);
            var tokenizer = Tokenizer.Load(path);
            var seed = (ulong)RandomSeed.Next();
            foreach (var text in s_texts.Concat(Enumerable.Range(0, 100).Select(number => ChatMarkup.Prompt(ConversationSource.Training(seed, (ulong)number)))))
            {
                Assert.Equal(s_vocabulary.Encode(text), tokenizer.Encode(text, addSpecial: true, parseSpecial: true));
            }
            Assert.Contains(DemoVocabulary.TurnEnd, tokenizer.EndIds);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_stored_vocabulary_is_the_same_again()
    {
        var path = Path.GetTempFileName();
        try
        {
            s_vocabulary.Save(path);
            Assert.Equal(s_vocabulary.Spellings, DemoVocabulary.Load(path).Spellings);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Write(string path)
    {
        var metadata = new GgufMetadataWriter();
        metadata.Add("tokenizer.ggml.model", "gpt2");
        metadata.Add("tokenizer.ggml.pre", TextCutter.Rule);
        metadata.AddArray("tokenizer.ggml.tokens", [.. s_vocabulary.Spellings]);
        metadata.AddArray<int>("tokenizer.ggml.token_type", [.. Enumerable.Range(0, s_vocabulary.Size).Select(DemoVocabulary.Kind)]);
        metadata.AddArray("tokenizer.ggml.merges", [.. s_vocabulary.Merges.Select(merge => $"{merge.Left} {merge.Right}")]);
        metadata.Add("tokenizer.ggml.eos_token_id", (uint)DemoVocabulary.TurnEnd);
        GgufWriter.Write(path, metadata, []);
    }
}
