using Orchestrator.ModelFiles;
using Orchestrator.ModelFiles.Writing;
using Orchestrator.Tools.TrainDemoModel.Corpus;
using Orchestrator.Tools.TrainDemoModel.Corpus.Vocabulary;
using Orchestrator.Tools.TrainDemoModel.Network;
using Orchestrator.Tools.TrainDemoModel.Training;

namespace Orchestrator.Tools.TrainDemoModel.Export;

/// <summary>Writes a trained network as GGUF: matrices in the given type, norms in F32, with tokenizer, chat template and how it was made.</summary>
internal static class GgufExport
{
    /// <summary>What the file says of itself, and by which <see cref="ExportedModel"/> knows it.</summary>
    public const string Name = "Orchestrator demo chat";

    /// <summary>
    /// Logits in the file are so many times those that were trained. The likeliest token stays the likeliest, and clients that send no temperature, which means 1, get what 0.4
    /// would have given: a network of this size is certain of little.
    /// </summary>
    public const float Sharpness = 2.5f;

    /// <summary>Throws <see cref="IOException"/> as files do.</summary>
    public static void Write(string path, DemoNetwork network, DemoVocabulary vocabulary, RunPlan plan, Checkpoint state, TensorType type)
    {
        var metadata = new GgufMetadataWriter();
        Describe(metadata, network.Shape, plan, state, type);
        AddTokenizer(metadata, vocabulary);
        GgufWriter.Write(path, metadata, [.. network.Named.Select(entry => Stored(entry.Name, Numbers(entry.Name, entry.Weight), entry.Weight.shape, type))]);
    }

    // The last norm's gain is a factor of every logit.
    private static float[] Numbers(string name, TorchSharp.torch.Tensor weight)
    {
        var numbers = Checkpoint.Floats(weight);
        return name == TensorNames.OutputNorm ? [.. numbers.Select(number => number * Sharpness)] : numbers;
    }

    private static TensorSource Stored(string name, float[] numbers, long[] shape, TensorType type)
    {
        var stored = shape.Length == 1 ? TensorType.F32 : type;
        var columns = (int)shape[^1];
        var rowBytes = (int)TensorTypes.RowBytes(stored, columns);
        var bytes = new byte[numbers.Length / columns * rowBytes];
        for (var row = 0; row < numbers.Length / columns; row++) RowEncoder.Encode(stored, numbers.AsSpan(row * columns, columns), bytes.AsSpan(row * rowBytes, rowBytes));
        return TensorSource.Of(name, stored, [.. shape.Select(size => (int)size)], bytes);
    }

    private static void Describe(GgufMetadataWriter metadata, NetworkShape shape, RunPlan plan, Checkpoint state, TensorType type)
    {
        metadata.Add("general.architecture", "llama");
        metadata.Add("general.type", "model");
        metadata.Add("general.name", Name);
        metadata.Add("general.license", "mit");
        metadata.Add("general.size_label", $"{shape.Parameters / 1e6:F1}M");
        metadata.Add("general.description", $"Trained from scratch by tools/TrainDemoModel on conversations that its own program makes up: shape {plan.Shape}, seed {plan.Seed}, {state.Step} steps{(plan.From is null ? "" : " after an earlier run")}, {state.Learnt:N0} answer tokens; logits times {Sharpness:0.0}. A toy for demonstrations.");
        metadata.Add("general.file_type", type == TensorType.F16 ? 1u : 7u);
        metadata.Add("general.quantization_version", 2u);
        metadata.Add("llama.vocab_size", (uint)shape.Vocab);
        metadata.Add("llama.context_length", (uint)shape.Context);
        metadata.Add("llama.embedding_length", (uint)shape.Hidden);
        metadata.Add("llama.block_count", (uint)shape.Layers);
        metadata.Add("llama.feed_forward_length", (uint)shape.FeedForward);
        metadata.Add("llama.attention.head_count", (uint)shape.Heads);
        metadata.Add("llama.attention.head_count_kv", (uint)shape.KvHeads);
        metadata.Add("llama.attention.key_length", (uint)shape.HeadDim);
        metadata.Add("llama.attention.value_length", (uint)shape.HeadDim);
        metadata.Add("llama.attention.layer_norm_rms_epsilon", NetworkShape.NormEpsilon);
        metadata.Add("llama.rope.dimension_count", (uint)shape.HeadDim);
        metadata.Add("llama.rope.freq_base", NetworkShape.RopeBase);
    }

    private static void AddTokenizer(GgufMetadataWriter metadata, DemoVocabulary vocabulary)
    {
        metadata.Add("tokenizer.ggml.model", "gpt2");
        metadata.Add("tokenizer.ggml.pre", TextCutter.Rule);
        metadata.AddArray("tokenizer.ggml.tokens", [.. vocabulary.Spellings]);
        metadata.AddArray<int>("tokenizer.ggml.token_type", [.. Enumerable.Range(0, vocabulary.Size).Select(DemoVocabulary.Kind)]);
        metadata.AddArray("tokenizer.ggml.merges", [.. vocabulary.Merges.Select(merge => $"{merge.Left} {merge.Right}")]);
        metadata.Add("tokenizer.ggml.bos_token_id", (uint)DemoVocabulary.EndOfText);
        metadata.Add("tokenizer.ggml.eos_token_id", (uint)DemoVocabulary.TurnEnd);
        metadata.Add("tokenizer.ggml.padding_token_id", (uint)DemoVocabulary.EndOfText);
        metadata.Add("tokenizer.ggml.add_bos_token", false);
        metadata.Add("tokenizer.ggml.add_eos_token", false);
        metadata.Add("tokenizer.chat_template", ChatMarkup.Template);
    }
}
