using System.ComponentModel;
using System.Globalization;

namespace RnnOnnx.Trainer.Training.Schedules;

/// <summary>Lets the configuration read <see cref="KindText"/>.</summary>
/// <typeparam name="T">What the kinds derive from.</typeparam>
internal sealed class KindTextConverter<T> : TypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    /// <inheritdoc/>
    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? KindText.Parse<T>(text) : base.ConvertFrom(context, culture, value);
}
