using System.Diagnostics.CodeAnalysis;
using Orchestrator.Gateway.Templates;
using Orchestrator.Gateway.Tokenization;
using Orchestrator.Hosting.Settings;
using Orchestrator.ModelFiles;

namespace Orchestrator.Gateway.Catalog;

/// <summary>The models that this gateway serves, read once at the start.</summary>
public sealed class ModelCatalog
{
    private readonly Dictionary<string, ServedModel> _models = new(StringComparer.Ordinal);

    private ModelCatalog()
    {
    }

    /// <summary>In the order of the command line.</summary>
    internal IReadOnlyList<ServedModel> All { get; private set; } = [];

    /// <summary>As requests name them.</summary>
    internal IReadOnlyList<string> Names => [.. All.Select(m => m.Name)];

    /// <summary>Opens every model's file for its shape, tokenizer and template. Throws <see cref="WrongUseException"/> with one clear line.</summary>
    /// <param name="pools">What is to be served.</param>
    /// <param name="context">Longest sequence in tokens; null: each model's own.</param>
    /// <param name="time">Clock.</param>
    public static ModelCatalog Load(IReadOnlyList<PoolSpec> pools, int? context, TimeProvider time)
    {
        var catalog = new ModelCatalog { All = [.. pools.Select(pool => Open(pool, context, time))] };
        foreach (var model in catalog.All) catalog._models.Add(model.Name, model);
        return catalog;
    }

    internal bool TryFind(string name, [NotNullWhen(true)] out ServedModel? model) => _models.TryGetValue(name, out model);

    private static ServedModel Open(PoolSpec pool, int? context, TimeProvider time)
    {
        try
        {
            using var file = ModelFile.Open(pool.ModelPath);
            var tokenizer = Tokenizer.Load(pool.ModelPath);
            var template = ChatTemplate.Parse(tokenizer.ChatTemplate ?? DefaultChatTemplate.Source);
            if (tokenizer.VocabSize > file.Config.Vocab)
                throw new ModelFileException($"{pool.ModelPath}: the tokenizer has {tokenizer.VocabSize} tokens, the model's output {file.Config.Vocab}");
            return new ServedModel(pool.Name, tokenizer, template, Math.Min(file.Config.ContextLength, context ?? int.MaxValue), file.Config.Vocab, time.GetUtcNow());
        }
        catch (TemplateException e)
        {
            throw new WrongUseException($"{pool.ModelPath}: the chat template cannot be used: {e.Message}", e);
        }
        catch (Exception e) when (e is ModelFileException or TokenizerException)
        {
            throw new WrongUseException(e.Message, e);
        }
    }
}
