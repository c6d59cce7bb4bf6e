using System.Collections.Concurrent;
using RnnOnnx.Inference;

namespace RnnOnnx.Runtime.Tests.Fixtures;

/// <summary>Stands for a model: its batches begin when a worker starts them and end when the test lets them. A text's prediction bears the text as its label.</summary>
internal sealed class HeldPredictor(string id = "tiny") : IBatchModel, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string[]> _begun = new();
    private readonly SemaphoreSlim _beginnings = new(0);
    private readonly SemaphoreSlim _permits = new(0);

    /// <summary>Number of batches that have begun and that nobody has looked at.</summary>
    public int Unseen => _begun.Count;

    public string Id => id;

    /// <summary>A batch with a text that ends so fails; null for none.</summary>
    public string? Poison { get; set; }

    public int? FixedSteps => null;

    // A character is an id.
    public EncodedText Encode(string text) => new([.. text.Select(static character => (int)character)], 0, 0);

    public IReadOnlyList<Prediction> Predict(IReadOnlyList<EncodedText> encoded)
    {
        string[] texts = [.. encoded.Select(static text => string.Concat(text.Ids.Select(static id => (char)id)))];
        if (Poison is not null && texts.Any(text => text.EndsWith(Poison, StringComparison.Ordinal)))
        {
            throw new InvalidOperationException($"cannot classify '{texts[0]}'");
        }

        _begun.Enqueue([.. texts]);
        _beginnings.Release();
        if (!_permits.Wait(Patience))
        {
            throw new TimeoutException("The test did not let the batch end.");
        }

        return [.. texts.Select(Reply)];
    }

    /// <summary>The texts of the next batch that begins, or has begun.</summary>
    public async Task<string[]> BatchAsync()
    {
        if (!await _beginnings.WaitAsync(Patience))
        {
            throw new TimeoutException("No batch began.");
        }

        return _begun.TryDequeue(out var texts) ? texts : throw new InvalidOperationException("A batch was counted and is not there.");
    }

    /// <summary>Lets so many batches end, those that have begun and those that will.</summary>
    public void Release(int batches = 1) => _permits.Release(batches);

    public void Dispose()
    {
        _beginnings.Dispose();
        _permits.Dispose();
    }

    public static Prediction Reply(string text) => new(text, 1, [1], Math.Max(1, text.Length), 0, 0);
}
