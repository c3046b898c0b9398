#include "gateway/infra/zip/zip.hpp"

#include "gateway/infra/zip/zip_reader.hpp"
#include "gateway/infra/zip/zip_writer.hpp"

#include <sstream>

namespace clearing::zip {

std::string pack(const ZippedFile& file) {
    std::ostringstream archive;
    ZipWriter writer(archive, file.name);
    writer.write(file.content);
    writer.finish();
    return std::move(archive).str();
}

Result<ZippedFile> unpack(std::string_view archive, std::size_t largest) {
    const auto reader = ZipReader::open(std::make_unique<std::istringstream>(std::string(archive)));
    if (!reader) return fail(reader.error());
    if ((*reader)->size() > largest) return fail(ErrorCode::over_limit, "the file is too large", {"file"});
    ZippedFile file{(*reader)->name(), {}};
    while (true) {
        const Result<bool> more = (*reader)->read(file.content);
        if (!more) return fail(more.error());
        if (!*more) return file;
    }
}

}  // namespace clearing::zip
