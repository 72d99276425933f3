// Result and Error under the name the rooms use.
#pragma once

#include "clew/error.h"
