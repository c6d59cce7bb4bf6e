namespace RnnOnnx.Trainer.Layers;

/// <summary>How texts of different lengths make one batch; see <see cref="StepLayout"/>.</summary>
public enum BatchLayout
{
    /// <summary>Rows filled with id 0 at the start.</summary>
    PrePadded,

    /// <summary>Rows filled with id 0 at the end.</summary>
    PostPadded,

    /// <summary>Packed, with one row of padding for all texts.</summary>
    SharedPadding,

    /// <summary>Packed, without padding: for networks that mask it.</summary>
    Unpadded,
}
