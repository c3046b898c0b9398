#include "gateway/tools/commands.hpp"

#include <cstdio>
#include <exception>
#include <iostream>

int main(int argc, char** argv) {
    try {
        return clearing::tools::run({argv + 1, argv + argc}, std::cout, std::cerr, clearing::tools::connect);
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "gatewayctl: %s\n", failure.what());
        return static_cast<int>(clearing::tools::Exit::failed);
    }
}
