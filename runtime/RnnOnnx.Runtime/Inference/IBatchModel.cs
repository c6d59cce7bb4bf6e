namespace RnnOnnx.Inference;

/// <summary>A model to a batching classifier: texts become ids as they come, and predictions when their batch is run.</summary>
internal interface IBatchModel
{
    /// <summary>The model's id.</summary>
    string Id { get; }

    /// <summary>Steps that are computed for every text; null if for as many as the longest text of the batch has.</summary>
    int? FixedSteps { get; }

    /// <summary>Makes a text ids. May be called by any number of threads.</summary>
    EncodedText Encode(string text);

    /// <summary>Classifies texts. May be called by any number of threads.</summary>
    /// <returns>One prediction per text, in their order.</returns>
    IReadOnlyList<Prediction> Predict(IReadOnlyList<EncodedText> texts);
}
